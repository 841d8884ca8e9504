/** Has the VIPs of a node: HAProxy and anycast services listen there. Being on it does not announce an address. */
export const ANYCAST_INTERFACE = "anycast0";

/**
 * Tells BIRD which VIPs are healthy. The health daemon keeps a second copy of a VIP on it while the VIP's checks pass, and
 * BIRD announces the addresses there. It is empty after boot, so nothing is announced until a check has passed.
 */
export const HEALTH_INTERFACE = "health0";

/**
 * Lifetime in seconds of a copy on the health interface, unless it is renewed: the kernel removes what a dead health daemon
 * leaves behind. Long enough for several renewals to be late on a busy machine.
 */
export const HEALTH_LIFETIME = 15;
