/** A catalog that is large in one way, and the command to run on it. */
export interface Shape {
  readonly what: string;
  /** lint, if the catalog has errors. */
  readonly command: "build" | "lint";
  readonly text: string;
}

const BASE = `
fleet:
  name: shapes
  asn: 64512
  sites: [here]
  announce: [192.0.2.0/24]
  management: [10.0.0.0/8]
teams: {web: {email: web@uni.example}}
certificates: {all: {file: /etc/haproxy/certs/all.pem, names: ["*.uni.example"]}}
vips: {web: {ipv4: 192.0.2.10}}
defaults:
  vip: {accept: [{rule: vip/family-missing, reason: IPv4 alone}]}
`;

const NODES = `nodes:
  rr1: {site: here, roles: [route-reflector], addresses: {ipv4: 10.255.0.1/8}}
  lb1: {site: here, roles: [load-balancer], addresses: {ipv4: 10.255.0.2/8}}
  web1: {site: here, roles: [server], addresses: {ipv4: 10.255.0.3/8}}
`;

const range = (count: number): number[] => Array.from({ length: count }, (_, number) => number);

/** The byte at that position: the last one is 0. */
const byte = (number: number, rank: number): number => (number >> (8 * rank)) & 255;

interface Site {
  readonly from?: string;
  readonly members?: string;
  /** Profiles in addition to that of a website. */
  readonly profiles?: readonly string[];
}

function site(name: string, { from = "world", members = "[web1]", profiles = [] }: Site = {}): string {
  return (
    `  ${name}: {extends: [${["std/https-website", ...profiles].join(", ")}], owner: web, vip: web, hostnames: [${name}.uni.example], ` +
    `access: {from: [${from}]}, balance: {nodes: [lb1]}, members: ${members}, frontends: {https: {tls: {certificate: all}}}, backends: {web: {port: 80}}}\n`
  );
}

/** Catalogs that were slow once, each for another reason. */
export const SHAPES: readonly Shape[] = [
  {
    what: "1,000 services, each over 33 chains of 60 profiles",
    command: "build",
    text: [
      ...[BASE, "profiles:\n"],
      ...range(33).flatMap((chain) =>
        range(60).map(
          (link) =>
            `  c${chain}-${link}: {${link === 59 ? "" : `extends: c${chain}-${link + 1}, `}timeouts: {client: ${60 + chain}s}}\n`,
        ),
      ),
      ...[NODES, "services:\n"],
      ...range(1000).map((number) => site(`s${number}`, { profiles: range(33).map((chain) => `c${chain}-0`) })),
    ].join(""),
  },
  {
    what: "one service with 50,000 members",
    command: "build",
    text: [
      ...[BASE, "groups: {pool: {}}\n", NODES],
      ...range(50_000).map(
        (number) =>
          `  m${number}: {site: here, roles: [server], groups: [pool], addresses: {ipv4: 10.1${byte(number, 2)}.${byte(number, 1)}.${byte(number, 0)}/8}}\n`,
      ),
      ...["services:\n", site("s", { members: "pool" })],
    ].join(""),
  },
  {
    what: "5,000 unknown names among 20,000 networks",
    command: "lint",
    text: [
      ...[BASE, "networks:\n"],
      ...range(20_000).map((number) => `  department-${number}: [10.${byte(number, 1)}.${byte(number, 0)}.0/24]\n`),
      ...[NODES, "services:\n"],
      site("s", {
        from: range(5000)
          .map((number) => `departement-${number}`)
          .join(", "),
      }),
    ].join(""),
  },
  {
    what: "3,000 restricted services on one VIP",
    command: "build",
    text: [
      ...[BASE, NODES, "services:\n"],
      ...range(3000).map((number) => site(`s${number}`, { from: `10.${byte(number, 1)}.${byte(number, 0)}.0/24` })),
    ].join(""),
  },
  {
    what: "100,000 networks in one list",
    command: "build",
    text: [
      ...[BASE, "networks:\n  all:\n"],
      ...range(100_000).map(
        (number) => `    - 10.${byte(2 * number, 2)}.${byte(2 * number, 1)}.${byte(2 * number, 0)}/31\n`,
      ),
      ...[NODES, "services:\n", site("s", { from: "all" })],
    ].join(""),
  },
];
