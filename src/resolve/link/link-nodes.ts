import type { ValidDefinitions } from "../../catalog/validate/validate-definitions.ts";
import type { Report } from "../../contract/finding.ts";
import { type ExtraPort, FAMILIES, type Group, type HostAddress, type Node } from "../../contract/fleet.ts";
import { elements, nearest, textOf } from "../../contract/tree.ts";
import { parseInterface } from "../../ip/parse-addresses.ts";
import type { MergedNode } from "../layers/resolve-nodes.ts";
import { byKey } from "./by-key.ts";
import { namesOfBroken } from "./link-inventory.ts";
import type { KnownNetworks } from "./link-network-refs.ts";
import { linkExtraPort } from "./link-ports.ts";
import { type Inventory, inside, type LinkedNodes, type Linking, type NameTable } from "./linking.ts";
import { follow } from "./references.ts";

/** Links nodes to sites, groups and networks. */
export function linkNodes(
  merged: ReadonlyMap<string, MergedNode>,
  { sites, networks }: Pick<Inventory, "sites" | "networks">,
  definitions: ValidDefinitions,
  report: Report,
): LinkedNodes {
  const nodes = new Map<string, Node>();
  const brokenNodes = new Set([...definitions.valid.nodes.keys(), ...namesOfBroken(definitions, "nodes")]);
  const members = new Map<string, Node[]>([...definitions.valid.groups.keys()].map((name) => [name, []]));
  const brokenGroups = new Set(namesOfBroken(definitions, "groups"));
  const groupNames: NameTable<Node[]> = { kind: "group", things: members, broken: brokenGroups };
  const portsOf = new Map<Node, ExtraPort[]>();
  for (const [name, node] of [...merged].sort(byKey)) {
    const ports: ExtraPort[] = [];
    const inventory = { sites, groups: groupNames };
    const linked = linkNode(name, node, ports, { inventory, where: `nodes.${name}`, report });
    if (linked === undefined) continue;
    portsOf.set(linked, ports);
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
  // Ports may have any node as their source, so they are linked once all nodes are known.
  const inventory = { ...linked, networks };
  for (const [node, ports] of portsOf) {
    ports.push(...linkNodePorts(node, { inventory, where: `nodes.${node.name}.ports`, report }));
  }
  return linked;
}

/** @param ports Filled once all nodes are known. */
function linkNode(
  name: string,
  { spec, tree }: MergedNode,
  ports: readonly ExtraPort[],
  linking: Linking<{ readonly sites: NameTable<string>; readonly groups: NameTable<unknown> }>,
): Node | undefined {
  const { sites, groups } = linking.inventory;
  const site = follow(sites, spec.site, nearest(tree, ["site"]), inside(linking, "site"));
  const ofGroups = inside(linking, "groups");
  const memberOf = elements(tree.entries["groups"]).map((group) => follow(groups, textOf(group), group, ofGroups));
  const addresses: { ipv4?: HostAddress; ipv6?: HostAddress } = {};
  let sound = site !== undefined && memberOf.every((group) => group !== undefined);
  for (const family of FAMILIES) {
    const text = spec.addresses[family];
    if (text === undefined) continue;
    const parsed = parseInterface(text, family);
    if ("fault" in parsed) {
      linking.report({ ...parsed.fault, at: nearest(tree, ["addresses", family]) });
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

function linkNodePorts(node: Node, linking: Linking<LinkedNodes & KnownNetworks>): ExtraPort[] {
  const written = node.tree.entries["ports"];
  if (written?.kind !== "map") return [];
  return Object.entries(written.entries)
    .sort(byKey)
    .flatMap(([name, tree]) => linkExtraPort(name, tree, [node], inside(linking, name)) ?? []);
}
