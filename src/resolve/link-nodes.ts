import type { ValidDefinitions } from "../catalog/validate-definitions.ts";
import type { Report } from "../contract/finding.ts";
import {
  type ExtraPort,
  FAMILIES,
  type Group,
  type HostAddress,
  type Network,
  type Node,
  type PrefixSet,
  type Transport,
} from "../contract/fleet.ts";
import { nearest, type Tree } from "../contract/tree.ts";
import { parseInterface } from "../ip/parse-addresses.ts";
import { linkNetworkRefs, namesOfBroken, unite } from "./link-inventory.ts";
import { elements, follow, type NameTable, textOf } from "./references.ts";
import type { MergedNode } from "./resolve-nodes.ts";

/** Nodes and groups, and what a name that may be either stands for. */
export interface LinkedNodes {
  readonly nodes: NameTable<Node>;
  readonly groups: NameTable<Group>;
  /** Both, for what may name either. */
  readonly either: NameTable<Node | Group>;
}

/** Links nodes to sites, groups and networks. */
export function linkNodes(
  merged: ReadonlyMap<string, MergedNode>,
  sites: NameTable<string>,
  networks: NameTable<Network>,
  definitions: ValidDefinitions,
  report: Report,
): LinkedNodes {
  const nodes = new Map<string, Node>();
  const brokenNodes = new Set([...definitions.valid.nodes.keys(), ...namesOfBroken(definitions, "nodes")]);
  const members = new Map<string, Node[]>([...definitions.valid.groups.keys()].map((name) => [name, []]));
  const brokenGroups = new Set(namesOfBroken(definitions, "groups"));
  const groupNames: NameTable<Node[]> = { kind: "group", things: members, broken: brokenGroups };
  const portsOf = new Map<string, ExtraPort[]>();
  for (const [name, node] of [...merged].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const ports: ExtraPort[] = [];
    const linked = linkNode(name, node, sites, groupNames, ports, report);
    if (linked === undefined) continue;
    portsOf.set(name, ports);
    nodes.set(name, linked);
    brokenNodes.delete(name);
    for (const group of linked.groups) members.get(group)?.push(linked);
  }
  const groups = new Map<string, Group>();
  for (const [name, tree] of definitions.valid.groups) groups.set(name, { name, nodes: members.get(name) ?? [], tree });
  const linked: LinkedNodes = {
    nodes: { kind: "node", things: nodes, broken: brokenNodes },
    groups: { kind: "group", things: groups, broken: brokenGroups },
    either: {
      kind: "node-or-group",
      things: new Map<string, Node | Group>([...nodes, ...groups]),
      broken: new Set([...brokenNodes, ...brokenGroups]),
    },
  };
  // Ports may name any node as their source, so they are linked when all nodes are known.
  for (const [name, ports] of portsOf) ports.push(...linkPorts(name, merged, linked, networks, report));
  return linked;
}

function linkNode(
  name: string,
  { spec, tree }: MergedNode,
  sites: NameTable<string>,
  groups: NameTable<Node[]>,
  ports: readonly ExtraPort[],
  report: Report,
): Node | undefined {
  const where = `nodes.${name}`;
  const site = follow(sites, spec.site, nearest(tree, ["site"]), `${where}.site`, report);
  const memberOf = elements(tree.entries["groups"]).map((group) =>
    follow(groups, textOf(group), group, `${where}.groups`, report),
  );
  const addresses: { ipv4?: HostAddress; ipv6?: HostAddress } = {};
  let sound = site !== undefined && memberOf.every((group) => group !== undefined);
  for (const family of FAMILIES) {
    const text = spec.addresses[family];
    if (text === undefined) continue;
    const parsed = parseInterface(text, family);
    if ("fault" in parsed) {
      report({ ...parsed.fault, at: nearest(tree, ["addresses", family]) });
      sound = false;
    } else addresses[family] = parsed;
  }
  if (!sound) return undefined;
  return {
    name,
    spec,
    tree,
    site: spec.site,
    roles: new Set(spec.roles),
    groups: [...(spec.groups ?? [])].sort(),
    managed: spec.managed,
    state: spec.state,
    addresses,
    ports,
  };
}

function linkPorts(
  name: string,
  merged: ReadonlyMap<string, MergedNode>,
  linked: LinkedNodes,
  networks: NameTable<Network>,
  report: Report,
): ExtraPort[] {
  const node = linked.nodes.things.get(name);
  const written = merged.get(name)?.tree.entries["ports"];
  if (node === undefined || written?.kind !== "map") return [];
  return Object.entries(written.entries)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(
      ([port, tree]) =>
        linkExtraPort(port, tree, [node], linked, networks, `nodes.${name}.ports.${port}`, report) ?? [],
    );
}

/** A port beside the balanced ones; undefined where it names something unknown. */
export function linkExtraPort(
  name: string,
  tree: Tree,
  nodes: readonly Node[],
  linked: LinkedNodes,
  networks: NameTable<Network>,
  where: string,
  report: Report,
): ExtraPort | undefined {
  if (tree.kind !== "map") return undefined;
  const { port, transport, from, from_nodes: fromNodes, except } = tree.entries;
  const sources = linkNetworkRefs(from, networks, `${where}.from`, report);
  const people = followNodes(fromNodes, linked, `${where}.from_nodes`, report);
  const kept = linkNetworkRefs(except, networks, `${where}.except`, report);
  if (sources === undefined || people === undefined || kept === undefined || port === undefined) return undefined;
  return {
    name,
    port: Number(textOf(port)),
    transports: toTransports(transport),
    sources: unite([sources, addressesOf(people)]),
    except: kept,
    nodes,
    tree,
  };
}

export function toTransports(tree: Tree | undefined): Transport[] {
  const written = elements(tree).map((item) => (textOf(item) === "udp" ? "udp" : "tcp"));
  return (["tcp", "udp"] as const).filter((transport) => written.includes(transport));
}

function addressesOf(nodes: readonly Node[]): PrefixSet {
  return {
    ipv4: nodes.flatMap(({ addresses }) => (addresses.ipv4 === undefined ? [] : [`${addresses.ipv4.address}/32`])),
    ipv6: nodes.flatMap(({ addresses }) => (addresses.ipv6 === undefined ? [] : [`${addresses.ipv6.address}/128`])),
  };
}

/** Nodes that names of nodes and groups stand for, sorted, each once; undefined where one is unknown. */
export function followNodes(
  tree: Tree | undefined,
  linked: LinkedNodes,
  where: string,
  report: Report,
): Node[] | undefined {
  const found = new Map<string, Node>();
  let sound = true;
  for (const item of elements(tree)) {
    const group = linked.groups.things.get(textOf(item));
    if (group !== undefined) for (const node of group.nodes) found.set(node.name, node);
    else {
      const node = linked.nodes.things.get(textOf(item));
      if (node !== undefined) found.set(node.name, node);
      else {
        follow(linked.either, textOf(item), item, where, report);
        sound = false;
      }
    }
  }
  return sound ? [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1)) : undefined;
}
