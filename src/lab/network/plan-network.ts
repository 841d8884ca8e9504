import type { Claims } from "../../contract/claims.ts";
import { FAMILIES, type Family, type Fleet, type Node } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { familyOf, hostPrefix } from "../../ip/family.ts";
import { holdersOf } from "./holders-of.ts";
import type { LabPlan, LabRoute, Machine, Port } from "./lab-plan.ts";
import { type PlannedClient, planClients } from "./plan-clients.ts";
import { planSegments, type Segment, type SegmentRouter } from "./plan-segments.ts";

/** The bridge between routers. No catalog has its addresses, which are for benchmarks (RFC 2544) and local use (RFC 4193). */
export const BACKBONE = "backbone";
const BACKBONE_SUBNETS: Readonly<Record<Family, { prefix: string; length: number }>> = {
  ipv4: { prefix: "198.18.0.", length: 16 },
  ipv6: { prefix: "fdb5:6c6:162::", length: 64 },
};

/** Routing tables of clients are numbered from here. */
const TABLES = 100;

/**
 * A bridge per site. Each node is on the bridge of its site, with its address and a default route through the site's
 * router; a backbone connects the routers; each client is at all sites. If the fleet has no BGP, and on the lab's own routers, which have
 * none either, there are static routes to the VIPs.
 */
export function planNetwork(fleet: Fleet, claims: Claims): LabPlan {
  const sites = planSegments(fleet);
  const clients = planClients(fleet, sites);
  const backbone = new Map<string, Record<Family, string>>();
  for (const router of sites.flatMap((site) => site.routers)) {
    const number = backbone.size + 1;
    const at = (family: Family) => `${BACKBONE_SUBNETS[family].prefix}${number.toString(family === "ipv4" ? 10 : 16)}`;
    backbone.set(router.name, { ipv4: at("ipv4"), ipv6: at("ipv6") });
  }
  const holders = vipHolders(fleet, claims);
  const vipsOf = ({ node }: SegmentRouter) =>
    fleet.spec.asn === undefined || node === undefined ? holders : new Map<string, readonly Node[]>();
  const absent = absentRoutes(fleet);
  const machines = [
    ...sites.flatMap((site) =>
      site.routers.map((router) => planRouter(router, site, { sites, clients, backbone, vips: vipsOf(router) })),
    ),
    ...sites.flatMap((site) => site.hosts.map((node) => planHost(node, site, { backbone, absent }))),
    ...clients.map((client) => planClient(client, sites, backbone)),
  ];
  return { bridges: [BACKBONE, ...sites.map(({ bridge }) => bridge)], machines: numberPorts(machines), clients };
}

type Backbone = ReadonlyMap<string, Readonly<Record<Family, string>>>;

/** Routes that routers have to the rest. */
interface Surroundings {
  readonly sites: readonly Segment[];
  readonly clients: readonly PlannedClient[];
  readonly backbone: Backbone;
  /** VIPs with static routes, and their carriers. */
  readonly vips: ReadonlyMap<string, readonly Node[]>;
}

function planRouter(
  router: SegmentRouter,
  site: Segment,
  { sites, clients, backbone, vips }: Surroundings,
): DraftMachine {
  const port = router.node?.spec.interface ?? "eth0";
  const own = FAMILIES.flatMap((family) => cidr(router.node, family) ?? []);
  const gateways = site.subnets
    .filter((subnet) => subnet.router === router && subnet.gateway !== undefined)
    .map(({ gateway, prefix }) => `${gateway}${prefix.slice(prefix.indexOf("/"))}`)
    .filter((address) => !own.includes(address));
  const connected = new Set([
    ...FAMILIES.map((family) => router.node?.addresses[family]?.subnet),
    ...site.subnets
      .filter((subnet) => subnet.router === router && subnet.gateway !== undefined)
      .map(({ prefix }) => prefix),
  ]);
  const between = backbone.get(router.name);
  const routes: LabRoute[] = [
    ...site.subnets
      .filter(({ prefix }) => !connected.has(prefix))
      .map(({ prefix, family }): LabRoute => ({ to: prefix, family, via: [], port })),
    ...clients.flatMap(({ addresses }) =>
      addresses.flatMap(({ family, address, segment }): LabRoute[] => {
        const to = hostPrefix(address);
        if (segment === site) return [{ to, family, via: [], port }];
        const next = backbone.get(segment.routers[0]?.name ?? "")?.[family];
        return next === undefined ? [] : [{ to, family, via: [next] }];
      }),
    ),
    ...sites
      .filter((other) => other !== site)
      .flatMap((other) =>
        other.subnets.flatMap(({ prefix, family, router: via }): LabRoute[] => {
          const next = backbone.get(via.name)?.[family];
          return next === undefined ? [] : [{ to: prefix, family, via: [next] }];
        }),
      ),
    ...[...vips].flatMap(([vip, holders]) => vipRoute(vip, holders, site, sites, backbone)),
  ];
  return {
    name: router.name,
    kind: "router",
    ...present({ node: router.node }),
    ports: [
      { name: port, bridge: site.bridge, addresses: [...own, ...gateways] },
      {
        name: "backbone",
        bridge: BACKBONE,
        addresses: FAMILIES.map((family) => `${between?.[family]}/${BACKBONE_SUBNETS[family].length}`),
      },
    ],
    routes,
  };
}

/**
 * Load balancers check all members in their files. The kernel remembers addresses that do not answer in a table that all
 * namespaces of the machine share, and a thousand of them fill it: those of nodes that do not run are unreachable.
 */
function absentRoutes({ nodes }: Fleet): LabRoute[] {
  return [...nodes.values()]
    .filter(({ state }) => state === "offline")
    .flatMap(({ addresses }) =>
      FAMILIES.flatMap((family): LabRoute[] => {
        const own = addresses[family]?.address;
        return own === undefined ? [] : [{ to: hostPrefix(own), family, via: [], isUnreachable: true }];
      }),
    );
}

function planHost(
  node: Node,
  site: Segment,
  { backbone, absent }: { backbone: Backbone; absent: readonly LabRoute[] },
): DraftMachine {
  const port = node.spec.interface;
  const routes = FAMILIES.flatMap((family): LabRoute[] => {
    const subnet = site.subnets.find(({ prefix }) => prefix === node.addresses[family]?.subnet);
    if (subnet === undefined) return [];
    const via = subnet.gateway ?? backbone.get(subnet.router.name)?.[family];
    return via === undefined ? [] : [{ to: "default", family, via: [via], port }];
  });
  const addresses = FAMILIES.flatMap((family) => cidr(node, family) ?? []);
  const unreachable = node.roles.has("load-balancer") ? absent : [];
  return {
    name: node.name,
    kind: "node",
    node,
    ports: [{ name: port, bridge: site.bridge, addresses }],
    routes: [...routes, ...unreachable],
  };
}

/** Ports are named like the sites' bridges. Packets leave through the port with their source address, by default the first. */
function planClient({ name, addresses }: PlannedClient, sites: readonly Segment[], backbone: Backbone): DraftMachine {
  const routes = addresses.flatMap(({ family, address, segment }): LabRoute[] => {
    const router = segment.routers[0]?.name ?? "";
    const gateway = segment.subnets.find(
      (subnet) => subnet.family === family && subnet.router.name === router,
    )?.gateway;
    const via = gateway ?? backbone.get(router)?.[family];
    if (via === undefined) return [];
    const number = sites.indexOf(segment) + 1;
    const common = { to: "default", family, via: [via], port: segment.bridge };
    return [
      { ...common, metric: number },
      { ...common, table: { number: TABLES + number, source: address } },
    ];
  });
  const ports = sites.map(({ bridge, ...site }) => ({
    name: bridge,
    bridge,
    addresses: addresses
      .filter(({ segment }) => segment.sites === site.sites)
      .map(({ address }) => hostPrefix(address)),
  }));
  return { name, kind: "client", ports, routes };
}

/** To the carriers of a VIP at this site if there are any, else to the routers of sites that have one. */
function vipRoute(
  vip: string,
  holders: readonly Node[],
  site: Segment,
  sites: readonly Segment[],
  backbone: Backbone,
): LabRoute[] {
  const family = familyOf(vip);
  const near = holders.filter((node) => site.hosts.includes(node));
  const far = sites.filter(({ hosts }) => holders.some((node) => hosts.includes(node)));
  const via =
    near.length > 0
      ? near.map((node) => node.addresses[family]?.address)
      : far.map(({ routers }) => backbone.get(routers[0]?.name ?? "")?.[family]);
  const known = via.filter((address) => address !== undefined);
  return known.length === 0 ? [] : [{ to: hostPrefix(vip), family, via: known }];
}

/** VIPs and the nodes that get their traffic. */
function vipHolders(fleet: Fleet, claims: Claims): Map<string, readonly Node[]> {
  const own = new Set(
    [...fleet.nodes.values()].flatMap((node) => FAMILIES.map((family) => node.addresses[family]?.address)),
  );
  const holders = new Map<string, Set<Node>>();
  for (const bind of claims.binds) {
    if (bind.address === "*" || own.has(bind.address)) continue;
    const known = holders.get(bind.address) ?? new Set();
    holders.set(bind.address, known);
    for (const name of holdersOf(bind, { fleet, claims })) {
      const node = fleet.nodes.get(name);
      if (node !== undefined) known.add(node);
    }
  }
  return new Map([...holders].map(([address, nodes]) => [address, [...nodes]]));
}

function cidr(node: Node | undefined, family: Family): string | undefined {
  const own = node?.addresses[family];
  return own === undefined ? undefined : `${own.address}/${own.prefixLength}`;
}

type DraftPort = Pick<Port, "name" | "bridge" | "addresses">;
type DraftMachine = Omit<Machine, "ports"> & { readonly ports: readonly DraftPort[] };

function numberPorts(machines: readonly DraftMachine[]): Machine[] {
  let number = 0;
  return machines.map((machine) => ({
    ...machine,
    ports: machine.ports.map((port) => {
      number++;
      const mac = [2, 0, 0, number >> 16, (number >> 8) & 255, number & 255];
      return { ...port, far: `p${number}`, mac: mac.map((byte) => byte.toString(16).padStart(2, "0")).join(":") };
    }),
  }));
}
