import type { Access } from "../../contract/fleet.ts";
import { elements, find, type Tree, textOf } from "../../contract/tree.ts";
import { type KnownNetworks, linkNetworkRefs } from "./link-network-refs.ts";
import { inside, type Linking } from "./linking.ts";

/**
 * The `access` of a service, frontend or route.
 * @param tree The service, frontend or route.
 * @returns undefined if it has none, null if one contains an error, which has been reported.
 */
export function linkAccess(tree: Tree, linking: Linking<KnownNetworks>): Access | null | undefined {
  const written = find(tree, ["access"]);
  if (written?.kind !== "map") return undefined;
  const { from: fromTree, except: exceptTree } = written.entries;
  const from = linkNetworkRefs(fromTree, inside(linking, "access", "from"));
  const except = linkNetworkRefs(exceptTree, inside(linking, "access", "except"));
  if (from === undefined || except === undefined) return null;
  const names = (refs: Tree | undefined) => elements(refs).map(textOf).join(", ");
  const label = elements(exceptTree).length === 0 ? names(fromTree) : `${names(fromTree)} except ${names(exceptTree)}`;
  return { from, except, label, tree: written };
}
