import { compareText } from "../../contract/compare-text.ts";
import { FAMILIES, type Family, type Fleet, type Node } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { type AddressRange, addressText, lastFree, rangeOf } from "../../ip/address-range.ts";
import { joinShared } from "./join-shared.ts";

/** Sites that share a wire: one site, or several if a subnet spans them. */
export interface Segment {
  readonly bridge: string;
  readonly sites: readonly string[];
  /** Nodes that are not routers, sorted by name. */
  readonly hosts: readonly Node[];
  /** Those of the catalog, sorted by name; if it has none, one without a node. */
  readonly routers: readonly SegmentRouter[];
  readonly subnets: readonly Subnet[];
}

export interface SegmentRouter {
  readonly name: string;
  readonly node?: Node;
}

export interface Subnet {
  readonly family: Family;
  readonly prefix: string;
  /** Router of the subnet's machines, and its address there. */
  readonly router: SegmentRouter;
  /** Absent if the subnet has no free address, such as one of a single address. */
  readonly gateway?: string;
}

/** Nodes that run: neither planned nor offline. */
export function runningNodes(fleet: Fleet): Node[] {
  return [...fleet.nodes.values()]
    .filter(({ state }) => state !== "planned" && state !== "offline")
    .sort((a, b) => compareText(a.name, b.name));
}

/** The segments with machines, in the order of the fleet's sites, each with a gateway for all of its subnets. */
export function planSegments(fleet: Fleet): Segment[] {
  const running = runningNodes(fleet);
  // Subnets exist even if their nodes do not run: clients may be in them.
  const nodes = [...fleet.nodes.values()].filter(({ state }) => state !== "planned");
  return joinSites(fleet.spec.sites, nodes).flatMap((sites, index): Segment[] => {
    const here = running.filter(({ site }) => sites.includes(site));
    if (here.length === 0) return [];
    const known = nodes.filter(({ site }) => sites.includes(site));
    const isRouter = ({ roles }: Node) => roles.has("router");
    const own = here.filter(isRouter).map((node): SegmentRouter => ({ name: node.name, node }));
    const routers = own.length > 0 ? own : [{ name: `router:${sites[0]}` }];
    const subnets = FAMILIES.flatMap((family) => planSubnets(family, known, routers));
    return [{ bridge: `site${index + 1}`, sites, hosts: here.filter((node) => !isRouter(node)), routers, subnets }];
  });
}

/** Sites with a common subnet are joined; those of a group keep their order. */
function joinSites(sites: readonly string[], nodes: readonly Node[]): string[][] {
  return joinShared(sites, (site) => nodes.filter((node) => node.site === site).flatMap(subnetsOf));
}

function subnetsOf(node: Node): string[] {
  return FAMILIES.flatMap((family) => node.addresses[family]?.subnet ?? []);
}

function planSubnets(family: Family, nodes: readonly Node[], routers: readonly SegmentRouter[]): Subnet[] {
  const prefixes = [...new Set(nodes.flatMap((node) => node.addresses[family]?.subnet ?? []))].sort(compareText);
  const taken = nodes.flatMap((node) => node.addresses[family]?.address ?? []).map(rangeOf);
  return prefixes.flatMap((prefix): Subnet[] => {
    const holder = routers.find(({ node }) => node?.addresses[family]?.subnet === prefix);
    const router = holder ?? routers[0];
    if (router === undefined) return [];
    const gateway = holder?.node?.addresses[family]?.address ?? freeGateway(family, prefix, taken);
    return [{ family, prefix, router, ...present({ gateway }) }];
  });
}

/** The highest free address that is neither the subnet's own nor its broadcast. */
function freeGateway(family: Family, prefix: string, taken: readonly AddressRange[]): string | undefined {
  const { first, last } = rangeOf(prefix);
  if (last - first < 3n) return undefined;
  const found = lastFree({ first: first + 1n, last: last - 1n }, taken);
  return found === undefined ? undefined : addressText(family, found);
}
