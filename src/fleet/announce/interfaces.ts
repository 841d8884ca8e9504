/** Holds the VIPs of a node: HAProxy and anycast services listen there. Nothing is announced for being on it. */
export const ANYCAST_INTERFACE = "anycast0";

/**
 * Tells BIRD what is well. The health program keeps a second copy of a VIP on it while the VIP's check passes, and BIRD
 * announces what it sees there. Nothing is on it after boot; so nothing is announced until a check has passed.
 */
export const HEALTH_INTERFACE = "health0";

/**
 * Seconds that a copy on the health interface lives unless it is renewed, so that the kernel withdraws what a dead
 * health program leaves behind. Long enough for several renewals to be late on a busy machine.
 */
export const HEALTH_LIFETIME = 15;
