import type { NodeChange } from "../../../diff/diff-nodes.ts";

/** Nodes whose daemons do the same. */
export interface NodeGroup extends Pick<NodeChange, "reloads" | "drops"> {
  readonly nodes: readonly string[];
}

/** Groups in the order of their first nodes. */
export function groupNodes(changes: readonly NodeChange[]): NodeGroup[] {
  const groups = new Map<string, NodeGroup & { readonly nodes: string[] }>();
  for (const { node, reloads, drops } of changes) {
    const key = JSON.stringify([reloads, drops]);
    const group = groups.get(key) ?? { reloads, drops, nodes: [] };
    group.nodes.push(node);
    groups.set(key, group);
  }
  return [...groups.values()];
}
