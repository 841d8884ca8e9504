import type { Access } from "../../contract/fleet.ts";
import { elements, find, type MapTree, type Tree, textOf } from "../../contract/tree.ts";
import { oncePerPair } from "../../fleet/once-per-pair.ts";
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
  return shared(linking.inventory.networks, written, () => linkWritten(written, linking)) ?? null;
}

const shared = oncePerPair<Access>();

function linkWritten(written: MapTree, linking: Linking<KnownNetworks>): Access | undefined {
  const { from: fromTree, except: exceptTree } = written.entries;
  const from = linkNetworkRefs(fromTree, inside(linking, "access", "from"));
  const except = linkNetworkRefs(exceptTree, inside(linking, "access", "except"));
  if (from === undefined || except === undefined) return undefined;
  const names = (refs: Tree | undefined) => elements(refs).map(textOf).join(", ");
  const label = elements(exceptTree).length === 0 ? names(fromTree) : `${names(fromTree)} except ${names(exceptTree)}`;
  return { from, except, label, tree: written };
}
