import type { CodeEntry } from "../../src/contract/finding.ts";

/** Findings about what is announced, by whom and to whom. */
export const CODES = {
  "bird/announce-holds-node": {
    severity: "warning",
    about:
      "A prefix of `fleet.announce` contains a node's own address. Neighbours use ARP to find VIPs in their own subnet instead of routing to them, so they cannot reach them; and one of the filters that keep own addresses from being announced has no effect.",
  },
  "bird/anycast-long-tcp": {
    severity: "warning",
    about:
      "A service on pure anycast uses only TCP, or keeps connections for five minutes or more. When a server is added or fails, routers redistribute flows, and connections that reach another server break. Put load balancers in front of it, or accept it if clients simply retry.",
  },
  "bird/asn-documentation": {
    severity: "warning",
    about:
      "`fleet.asn` is reserved for documentation (RFC 5398: 64496 to 64511, 65536 to 65551). Networks filter such numbers. Use a private one: 64512 to 65534, or 4200000000 to 4294967294 (RFC 6996).",
  },
  "bird/asn-long": {
    severity: "notice",
    about:
      "`fleet.asn` has 32 bits, which do not fit into standard communities: routes carry the state of their services and their site as large communities (RFC 8092) instead. Routers that use them must support these; accept it if yours do.",
  },
  "bird/asn-missing": {
    severity: "error",
    about:
      "The fleet has route reflectors but no `asn`, which their sessions need. Set it; a fleet without reflectors does not need it, and announces nothing.",
  },
  "bird/asn-reserved": {
    severity: "error",
    about:
      "`fleet.asn` is reserved: 23456 replaces 32-bit AS numbers in old messages (RFC 6793), 65535 is the last 16-bit number (RFC 7300), 65552 to 131071 are reserved by IANA. Routers may refuse or confuse them.",
  },
  "bird/bfd-interval": {
    severity: "error",
    about:
      "The interval of BFD is below 50 ms, at which a busy machine looks dead, or above 10 s, where BGP's own hold time is faster.",
  },
  "bird/few-reflectors": {
    severity: "warning",
    about:
      "Fewer than two route reflectors are active, in total or in an announced family. While the only one is down, nothing is announced or withdrawn; without any, no router learns the VIPs.",
  },
  "bird/no-asn": {
    severity: "warning",
    about:
      "The fleet has no `asn`, so its load balancers announce nothing. VIPs are on a dummy interface, for which no machine answers ARP or neighbour discovery: only static routes of your routers lead to them, and a route to a dead load balancer stays, so there is no failover. Set `asn` and add route reflectors, or accept it if your routers detect a dead load balancer by other means.",
  },
  "bird/no-session": {
    severity: "warning",
    about:
      "A node carries VIPs of an address family in which no route reflector has an address, so no router learns them. Give the reflectors addresses of that family.",
  },
  "bird/nobody-announces": {
    severity: "warning",
    about:
      "No active node that carries a VIP has an address of its own in one of the VIP's families, so routers could not send anything there: the VIP is not announced in this family. Give the nodes addresses of that family, or remove the VIP's.",
  },
  "bird/router-id-twice": {
    severity: "error",
    about:
      "Two nodes have the same router id, so BGP between them fails. A node's id is its IPv4 address; without one it is computed from the IPv6 address, and two may be equal.",
  },
  "bird/router-loses-routes": {
    severity: "warning",
    about:
      "`fleet.targets.bird` is 3.1 or newer, and the fleet has a router. BIRD 3.1.8 with `merge paths` may remove a VIP from the kernel, or never put it there: when a route that it keeps out of the kernel goes, and the route of a VIP gets its internal number. Run BIRD 2.17 on routers, or accept it if yours is another make or a version in which that is fixed.",
  },
  "bird/router-with-role": {
    severity: "error",
    about:
      "A node has the role `router` and another that takes part in BGP. Only routers put routes into their kernel and forward packets, and one BIRD has one configuration: the node would forward nothing to VIPs, or announce nothing. Give each role a machine of its own.",
  },
  "bird/site-without-reflector": {
    severity: "warning",
    about:
      "A site has nodes that announce VIPs, but no active route reflector. When the site is cut off from the others, its own routers lose the VIPs that are healthy there.",
  },
  "bird/too-many-next-hops": {
    severity: "warning",
    about:
      "More nodes announce a VIP than a router can balance traffic over: neither BIRD nor the kernel accepts more than 255 next hops for one prefix, and many routers accept far fewer. The rest get no traffic. Divide the nodes among several VIPs.",
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
