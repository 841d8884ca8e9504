import type { Report } from "../../contract/finding.ts";
import type { PrefixSet } from "../../contract/fleet.ts";
import { elements, type Tree, textOf } from "../../contract/tree.ts";
import { parsePrefix } from "../../ip/parse-addresses.ts";
import { WORLD } from "../../ip/prefix-lists.ts";
import type { Inventory, Linking } from "./linking.ts";
import { follow } from "./references.ts";

/** What a list of networks may name. */
export type KnownNetworks = Pick<Inventory, "networks">;

/** Networks by name, `world`, or prefixes in place, as one set; undefined if one of them is wrong. */
export function linkNetworkRefs(refs: Tree | undefined, linking: Linking<KnownNetworks>): PrefixSet | undefined {
  const { inventory, report } = linking;
  return uniteAll(elements(refs), (tree) => {
    const text = textOf(tree);
    if (text === "world") return WORLD;
    return looksLikePrefix(text) ? parseOne(tree, report) : follow(inventory.networks, text, tree, linking)?.prefixes;
  });
}

/** Prefixes written in place; undefined if one of them is wrong. */
export function parsePrefixes(written: readonly Tree[], report: Report): PrefixSet | undefined {
  return uniteAll(written, (tree) => parseOne(tree, report));
}

function uniteAll(written: readonly Tree[], setOf: (tree: Tree) => PrefixSet | undefined): PrefixSet | undefined {
  const sets: PrefixSet[] = [];
  for (const tree of written) {
    const set = setOf(tree);
    if (set !== undefined) sets.push(set);
  }
  return sets.length === written.length ? unite(sets) : undefined;
}

function parseOne(tree: Tree, report: Report): PrefixSet | undefined {
  const parsed = parsePrefix(textOf(tree));
  if (!("fault" in parsed)) return { ipv4: [], ipv6: [], [parsed.family]: [parsed.prefix] };
  report({ ...parsed.fault, at: tree });
  return undefined;
}

/** A name has no slash and no colon; an IPv4 address has digits and dots only. */
function looksLikePrefix(text: string): boolean {
  return /[/:]/.test(text) || /^[0-9.]+$/.test(text);
}

/** One set of all prefixes. A single set stays the same object, because results for a list are cached by it. */
export function unite(sets: readonly PrefixSet[]): PrefixSet {
  const [only] = sets;
  if (sets.length === 1 && only !== undefined) return only;
  return { ipv4: uniteFamily(sets.map((set) => set.ipv4)), ipv6: uniteFamily(sets.map((set) => set.ipv6)) };
}

function uniteFamily(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())].sort();
}
