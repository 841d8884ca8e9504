/** Sources of packets. Laboratory, management and balancer (`lb2` of a case) are inside the campus. */
export const SOURCES = {
  ipv4: {
    world: "198.51.100.7",
    campus: "10.5.0.1",
    laboratory: "10.66.0.1",
    management: "10.1.99.5",
    balancer: "10.1.1.12",
    abuser: "203.0.113.66",
  },
  ipv6: {
    world: "3fff::7",
    campus: "2001:db8:5::1",
    laboratory: "2001:db8:66::1",
    management: "2001:db8:1:99::5",
    balancer: "2001:db8:1:1::12",
    abuser: "2001:db8:bad::1",
  },
} as const;

export type Family = keyof typeof SOURCES;
export type Source = keyof (typeof SOURCES)[Family];

export const FAMILIES: readonly Family[] = ["ipv4", "ipv6"];
export const NAMES: readonly Source[] = ["world", "campus", "laboratory", "management", "balancer", "abuser"];
/** Ports on which something listens, whether or not the firewall allows them. */
export const PORTS: readonly number[] = [22, 53, 80, 88, 443, 853, 8080, 8404, 9999];

/** A node of a golden case, and who reaches which ports, as a reader of the catalog expects. */
export interface Scenario {
  readonly name: string;
  readonly case: string;
  readonly node: string;
  readonly own: Readonly<Record<Family, string>>;
  readonly vip?: Readonly<Record<Family, string>>;
  /** By family, place, transport and port. Sources that are not listed are blocked. */
  readonly letIn: Readonly<Record<string, readonly Source[]>>;
}

const INSIDE: readonly Source[] = ["campus", "laboratory", "management", "balancer"];

export const ANYCAST: Scenario = {
  name: "an anycast server",
  case: "anycast",
  node: "dns1",
  own: { ipv4: "10.1.13.1", ipv6: "2001:db8:1:d::1" },
  vip: { ipv4: "192.0.2.53", ipv6: "2001:db8:53::53" },
  letIn: bothFamilies({
    "vip tcp/53": ["world", ...INSIDE],
    "vip udp/53": ["world", ...INSIDE],
    "vip tcp/853": ["campus", "management", "balancer"],
    "own tcp/22": ["management"],
  }),
};

export const SCENARIOS: readonly Scenario[] = [
  ANYCAST,
  {
    name: "a service whose list has IPv4 alone",
    case: "single-family",
    node: "kdc1",
    own: { ipv4: "10.1.12.1", ipv6: "2001:db8:1:c::1" },
    vip: { ipv4: "192.0.2.88", ipv6: "2001:db8:53::88" },
    letIn: { "ipv4 vip tcp/88": INSIDE, "ipv4 vip udp/88": INSIDE, "ipv4 own tcp/22": ["management"] },
  },
  {
    name: "a load balancer with two websites on one VIP",
    case: "shared-vip",
    node: "lb1",
    own: { ipv4: "10.1.1.11", ipv6: "2001:db8:1:1::11" },
    vip: { ipv4: "192.0.2.10", ipv6: "2001:db8:53::10" },
    letIn: {
      ...bothFamilies({ "own tcp/22": ["management"], "own tcp/8404": ["management"] }),
      // The VPN of this case includes the first address of the world and has no IPv6.
      "ipv4 vip tcp/80": ["world", ...INSIDE],
      "ipv4 vip tcp/443": ["world", ...INSIDE],
      "ipv6 vip tcp/80": INSIDE,
      "ipv6 vip tcp/443": INSIDE,
    },
  },
  {
    name: "a member, reached by its load balancers in IPv4",
    case: "shared-vip",
    node: "web1",
    own: { ipv4: "10.1.8.11", ipv6: "2001:db8:1:8::11" },
    letIn: { ...bothFamilies({ "own tcp/22": ["management"] }), "ipv4 own tcp/8080": ["balancer"] },
  },
];

function bothFamilies(letIn: Readonly<Record<string, readonly Source[]>>): Record<string, readonly Source[]> {
  return Object.fromEntries(
    FAMILIES.flatMap((family) => Object.entries(letIn).map(([place, sources]) => [`${family} ${place}`, sources])),
  );
}
