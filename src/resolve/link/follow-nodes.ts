import { compareText } from "../../contract/compare-text.ts";
import type { Report } from "../../contract/finding.ts";
import type { Node } from "../../contract/fleet.ts";
import { elements, type Tree, textOf } from "../../contract/tree.ts";
import { oncePer } from "../../fleet/once-per.ts";
import { oncePerPair } from "../../fleet/once-per-pair.ts";
import type { LinkedNodes, Linking } from "./linking.ts";
import { follow } from "./references.ts";

/** Nodes for names of nodes and groups, sorted, each once; undefined if one is unknown. */
export function followNodes(tree: Tree | undefined, linking: Linking<LinkedNodes>): readonly Node[] | undefined {
  return tree === undefined ? [] : shared(linking.inventory.either, tree, () => followEach(tree, linking));
}

const shared = oncePerPair<readonly Node[]>();

function followEach(tree: Tree, linking: Linking<LinkedNodes>): readonly Node[] | undefined {
  const { nodes, groups, either } = linking.inventory;
  const found = new Map<string, Node>();
  let sound = true;
  for (const item of elements(tree)) {
    const name = textOf(item);
    const group = groups.things.get(name);
    const node = nodes.things.get(name);
    if (group !== undefined) for (const member of group.nodes) found.set(member.name, member);
    else if (node !== undefined) found.set(name, node);
    else {
      follow(either, name, item, linking);
      sound = false;
    }
  }
  return sound ? [...found.values()].sort((a, b) => compareText(a.name, b.name)) : undefined;
}

/** Names of the nodes for an element of `members`, sorted; none if it is unknown, which is reported. */
export function expandMembers(element: Tree, linked: LinkedNodes, report: Report): readonly string[] {
  const withServers: Report = ({ help, ...draft }) => {
    const meant = help?.startsWith("did you mean") ? `${help} ` : "";
    report({ ...draft, help: `${meant}${serversOf(linked)}` });
  };
  const nodes = followNodes(element, { inventory: linked, where: "members", report: withServers });
  return nodes?.map(({ name }) => name) ?? [];
}

const MOST_SERVERS = 12;

/** What members may be: nodes that serve, and groups. */
const serversOf = oncePer(({ nodes, groups }: LinkedNodes): string => {
  const servers = [...nodes.things.values()].filter(({ roles }) => roles.has("server") || roles.has("web-server"));
  const names = servers.map(({ name }) => name).sort();
  const shown = names.slice(0, MOST_SERVERS).join(", ");
  const more = names.length > MOST_SERVERS ? ` and ${names.length - MOST_SERVERS} more` : "";
  const groupNames = [...groups.things.keys()].sort().slice(0, MOST_SERVERS).join(", ");
  return `members are nodes (${shown}${more})${groupNames === "" ? "" : ` or groups (${groupNames})`}`;
});
