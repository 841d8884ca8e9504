import { block } from "../../../src/contract/block.ts";
import { type Access, FAMILIES, type Family, type Fleet, type PrefixSet } from "../../../src/contract/fleet.ts";
import type { Span } from "../../../src/contract/source.ts";
import { find, type Tree } from "../../../src/contract/tree.ts";
import { excludePrefixes, isWorld, unionPrefixes } from "../../../src/ip/prefix-lists.ts";
import { type ConfigText, config, listName } from "../config-text.ts";
import { aclPath, digest } from "../names.ts";
import { field } from "../quote.ts";

/** More prefixes than this go to a file: HAProxy accepts 64 words per line. */
const INLINE = 8;

/** Longest name of a file, joined from the names of networks. */
const NAME = 100;

/** A list of sources as written in the catalog. */
export interface SourceList {
  readonly prefixes: PrefixSet;
  /** As written: names of networks and prefixes. */
  readonly refs: readonly string[];
  readonly tree: Tree;
}

/** `from` or `except` of an access. */
function accessList(access: Access, key: "from" | "except"): SourceList {
  const tree = find(access.tree, [key]);
  return { prefixes: access[key], refs: tree === undefined ? [] : writtenRefs(tree), tree: tree ?? access.tree };
}

/** The strings of a list of networks. */
export function writtenRefs(tree: Tree): string[] {
  return tree.kind === "list" ? tree.items.flatMap((item) => (item.kind === "scalar" ? [String(item.value)] : [])) : [];
}

/**
 * A condition, in braces, that a connection comes from the list. Named networks are in a file of their name, which
 * keeps rules short and a change of a network in one file; a few prefixes are in the rule itself.
 *
 * @param family family that counts; default: both
 */
function fromSources(list: SourceList, fleet: Fleet, family?: Family): ConfigText {
  const prefixes = (family === undefined ? FAMILIES : [family]).flatMap((each) => apart(each, list.prefixes[each]));
  const networks = [...new Set(list.refs)].sort();
  const named = networks.length > 0 && networks.every((name) => fleet.networks.has(name));
  if (!named && prefixes.length <= INLINE) return `{ src ${prefixes.map(field).join(" ")} }`;
  const joined = networks.join("+");
  // Folders avoid clashes: a network may be named `sources-1` or `campus.ipv4`.
  const name = named && joined.length <= NAME ? joined : `sources/${digest(prefixes)}`;
  const path = aclPath(family === undefined ? name : `${family}/${name}`);
  const causes: readonly Span[] = named
    ? networks.flatMap((network) => fleet.networks.get(network)?.tree ?? [])
    : [list.tree];
  return config`{ src -f ${listName(path, [block("sources", prefixes.map(field), causes)])} }`;
}

const aparts = new WeakMap<readonly string[], readonly string[]>();

/** Prefixes that are not inside another. Most services share a few lists. */
function apart(family: Family, prefixes: readonly string[]): readonly string[] {
  const known = aparts.get(prefixes) ?? unionPrefixes(family, prefixes);
  aparts.set(prefixes, known);
  return known;
}

/** An address that a frontend section binds. */
export interface Reached {
  readonly family: Family;
  readonly address: string;
}

/** Conditions, each of which refuses a connection that an access blocks; none: everybody is allowed. */
export function refusals(access: Access, reached: readonly Reached[], fleet: Fleet): ConfigText[] {
  const except = accessList(access, "except");
  const isRefused = reached.some(
    ({ family }) => excludePrefixes(except.prefixes[family], fleet.blocked[family]).length > 0,
  );
  return [
    ...outside(accessList(access, "from"), reached, fleet),
    // Those that the fleet blocks do not get here.
    ...(isRefused ? inside(except, reached, fleet) : []),
  ];
}

/**
 * Conditions, one of which holds for every source not on the list. A family without prefixes is outside as a whole.
 *
 * HAProxy compares across families: an IPv4 source as `::ffff:a.b.c.d` with IPv6 patterns, so `::/0` contains all of
 * IPv4, and an IPv6 source of the form `2002:aabb:ccdd::` (6to4, RFC 3056) or `::a.b.c.d` with IPv4 patterns, so a
 * stranger may look like a neighbour (both seen with 2.6.12). Therefore each family has its own condition, chosen by
 * the address that the client reached.
 */
export function outside(list: SourceList, reached: readonly Reached[], fleet: Fleet): ConfigText[] {
  return reached.flatMap(({ family, address }) => {
    if (isOpen(family, list.prefixes[family])) return [];
    const here = `{ dst ${field(address)} }`;
    if (list.prefixes[family].length === 0) return [here];
    const others = config`!${fromSources(list, fleet, family)}`;
    return [reached.length === 1 ? others : config`${here} ${others}`];
  });
}

/** Conditions, one of which holds for every source on the list; also if it arrives in the other family's notation. */
export function inside(list: SourceList, reached: readonly Reached[], fleet: Fleet): ConfigText[] {
  if (!isWide(list.prefixes)) return [fromSources(list, fleet)];
  return reached.flatMap(({ family, address }) => {
    if (list.prefixes[family].length === 0) return [];
    return [config`{ dst ${field(address)} } ${fromSources(list, fleet, family)}`];
  });
}

const worlds = new WeakMap<readonly string[], boolean>();

/** Most services share one list, `world`. */
function isOpen(family: Family, prefixes: readonly string[]): boolean {
  let open = worlds.get(prefixes);
  if (open === undefined) {
    open = isWorld(family, prefixes);
    worlds.set(prefixes, open);
  }
  return open;
}

/** Whether a list has all of a family, or so much of IPv6 that IPv4-mapped addresses match. */
function isWide({ ipv4, ipv6 }: PrefixSet): boolean {
  return isOpen("ipv4", ipv4) || isOpen("ipv6", ipv6) || ipv6.some((prefix) => prefix.startsWith("::"));
}
