import { FAMILIES, type Family } from "../contract/fleet.ts";
import type { Facts } from "../contract/subject.ts";
import type { Phrase } from "../contract/wording.ts";
import { type AddressSet, addressSet, subtractSet, WHOLE } from "../ip/address-set.ts";
import { parsePrefix } from "../ip/parse-addresses.ts";
import type { Comparison, SubjectChange } from "./comparison.ts";
import { itemsOf, listSome } from "./phrases.ts";

type Side = "before" | "after";

/** Who may ask, in words and as addresses. Many services have the same access, so each is only looked at once. */
export interface AccessWords {
  /**
   * How it changes who may ask.
   * @param before facts `from` and `except`, from the old tree
   */
  phrases(before: Facts, after: Facts): readonly Phrase[];
  /** Whether everybody of a family may ask, but for exceptions. */
  isToWorld(access: Facts, side: Side): boolean;
  /** Addresses that an access lets in, by family. */
  sources(access: Facts, side: Side): Readonly<Record<Family, AddressSet>>;
}

/** @param comparison knows the networks that accesses name */
export function accessWords(comparison: Comparison): AccessWords {
  const sources = cached((access: Facts, side: Side) => sourcesOf(access, side, comparison));
  const phrases = cached((before: Facts, after: Facts): readonly Phrase[] => {
    const [old, now] = [label(before), label(after)];
    if (old === now) return [];
    const [were, are] = [sources(before, "before"), sources(after, "after")];
    const opens = FAMILIES.some((family) => subtractSet(are[family], were[family]).length > 0);
    const closes = FAMILIES.some((family) => subtractSet(were[family], are[family]).length > 0);
    if (opens) return [{ risk: "opens", text: `open to ${now} (was ${old})` }];
    if (closes) return [{ risk: "stops", text: `open to ${now} only (was ${old})` }];
    return [{ risk: "changes", text: `open to ${now}, which is the same as ${old}` }];
  });
  const isToWorld = cached((access: Facts, side: Side) => {
    const from = sources({ from: access["from"] ?? [] }, side);
    return FAMILIES.some((family) => subtractSet(WHOLE[family], from[family]).length === 0);
  });
  return { phrases, isToWorld, sources };
}

/** A function whose results are kept by the contents of its arguments. */
function cached<Arguments extends readonly unknown[], Result>(
  work: (...given: Arguments) => Result,
): (...given: Arguments) => Result {
  const results = new Map<string, Result>();
  return (...given) => {
    const key = JSON.stringify(given);
    const known = results.get(key);
    if (known !== undefined) return known;
    const result = work(...given);
    results.set(key, result);
    return result;
  };
}

/**
 * The access of a frontend's path, before and now. Where a path has none of its own, that of the nearest path above
 * applies; undefined if the frontend has none.
 */
export function accessBefore(change: SubjectChange, comparison: Comparison): Facts | undefined {
  return change.before ?? accessAbove(change.names, "before", comparison);
}

export function accessNow(change: SubjectChange, comparison: Comparison): Facts | undefined {
  return change.after ?? accessAbove(change.names, "after", comparison);
}

function accessAbove([service = "", frontend = "", path = "/"]: readonly string[], side: Side, comparison: Comparison) {
  return pathsAbove(path)
    .map((above) => comparison[side]("access", service, frontend, above))
    .find((facts) => facts !== undefined);
}

/** `/a/b` is below `/a` and `/`. */
function pathsAbove(path: string): string[] {
  const segments = path.split("/").slice(1, -1);
  return [...segments.map((_, index) => `/${segments.slice(0, segments.length - index).join("/")}`), "/"];
}

/** "campus, vpn except abusers" */
export function label(access: Facts): string {
  const except = itemsOf(access["except"]);
  const from = itemsOf(access["from"]);
  if (from.length === 0) return "nobody";
  return except.length === 0 ? listSome(from) : `${listSome(from)} except ${listSome(except)}`;
}

function sourcesOf(access: Facts, side: Side, comparison: Comparison): Record<Family, AddressSet> {
  const set = (key: string, family: Family) => addressesOf(itemsOf(access[key]), family, side, comparison);
  const of = (family: Family) => subtractSet(set("from", family), set("except", family));
  return { ipv4: of("ipv4"), ipv6: of("ipv6") };
}

/** Networks by name, and prefixes, as addresses. A name that the tree does not explain counts as empty. */
function addressesOf(names: readonly string[], family: Family, side: Side, comparison: Comparison): AddressSet {
  if (names.includes("world")) return WHOLE[family];
  const prefixes = names.flatMap((name) => {
    const network = comparison[side]("network", name);
    return prefixesOf(network === undefined ? [name] : itemsOf(network[family]), family);
  });
  return addressSet(family, prefixes);
}

/** Those that are prefixes of a family, canonical. */
export function prefixesOf(texts: readonly string[], family: Family): string[] {
  return texts.flatMap((text) => {
    const parsed = parsePrefix(text);
    return "fault" in parsed || parsed.family !== family ? [] : [parsed.prefix];
  });
}
