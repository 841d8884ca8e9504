import type { CodeEntry } from "../../src/contract/code-entry.ts";

/** Findings about what is announced, by whom and to whom. */
export const CODES = {
  "bird/announce-holds-node": {
    severity: "warning",
    about:
      "A prefix of `fleet.announce` holds a node's own address. VIPs in a subnet of machines are looked for there by ARP instead of being routed, so neighbours can't reach them; and the filters that keep own addresses from being announced have one lock less.",
  },
  "bird/anycast-long-tcp": {
    severity: "warning",
    about:
      "A service on pure anycast is reached over TCP alone, or keeps connections for five minutes or more. When a server comes or goes, routers spread flows anew, and connections that end up at another server break. Put load balancers before it, or accept it where clients simply try again.",
  },
  "bird/asn-documentation": {
    severity: "warning",
    about:
      "`fleet.asn` is one of those kept for documentation (RFC 5398: 64496 to 64511, 65536 to 65551). Networks filter them. Take a private one: 64512 to 65534, or 4200000000 to 4294967294 (RFC 6996).",
  },
  "bird/asn-long": {
    severity: "notice",
    about:
      "`fleet.asn` has 32 bits, for which plain communities have no room: routes carry the state of their services and their site as large communities (RFC 8092) instead. Routers that decide by them must know these; accept it when yours do.",
  },
  "bird/asn-missing": {
    severity: "error",
    about:
      "The fleet has route reflectors and no `asn`, which their sessions need. State it; without reflectors a fleet may do without, and announces nothing.",
  },
  "bird/asn-reserved": {
    severity: "error",
    about:
      "`fleet.asn` is reserved: 23456 stands for long AS numbers (RFC 6793), 65535 is the last one (RFC 7300), 65552 to 131071 are held back by IANA. Routers may refuse or confuse them.",
  },
  "bird/bfd-interval": {
    severity: "error",
    about:
      "The interval of BFD is below 50 ms, where a busy machine looks dead, or above 10 s, where BGP's own hold time is faster.",
  },
  "bird/few-reflectors": {
    severity: "warning",
    about:
      "Fewer than two route reflectors are active, all told or in a family that is announced. While the only one is down nothing new is announced or withdrawn; without any, nobody learns of the VIPs.",
  },
  "bird/no-asn": {
    severity: "warning",
    about:
      "The fleet has no `asn`, so its load balancers announce nothing. VIPs lie on a dummy interface, for which no machine answers ARP or neighbour discovery: they are reached by static routes of your routers alone, and a route to a dead load balancer stays, so that nothing takes over. State `asn` and add route reflectors, or accept it where your routers notice a dead load balancer by other means.",
  },
  "bird/no-session": {
    severity: "warning",
    about:
      "A node carries VIPs of an address family in which no route reflector has an address, so that nobody hears of them. Give the reflectors addresses of that family.",
  },
  "bird/nobody-announces": {
    severity: "warning",
    about:
      "No active node that carries a VIP has an address of its own in one of the VIP's families, and routers could not send anything there: nobody announces the VIP in this family. Give the nodes addresses of that family, or the VIP none.",
  },
  "bird/router-id-twice": {
    severity: "error",
    about:
      "Two nodes have the same router id, so that BGP between them fails. A node's id is its IPv4 address; without one it is made from the IPv6 address, and two may come out alike.",
  },
  "bird/router-with-role": {
    severity: "error",
    about:
      "A node has the role `router` and another that takes part in BGP. Routers alone bring routes into their kernel and forward by them, and one BIRD has one configuration: the node would forward nothing to VIPs, or announce nothing. Give each role a machine of its own.",
  },
  "bird/site-without-reflector": {
    severity: "warning",
    about:
      "A site has nodes that announce VIPs, and no active route reflector. When the site is cut off from the others, its own routers lose the VIPs that are well there.",
  },
  "bird/too-many-next-hops": {
    severity: "warning",
    about:
      "More nodes announce a VIP than a router can share traffic among: neither BIRD nor the kernel takes more than 255 next hops for one prefix, and many routers take far fewer. The rest get nothing. Divide the nodes among several VIPs.",
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;
