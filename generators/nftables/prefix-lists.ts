import type { Family, Fleet } from "../../src/contract/fleet.ts";
import type { Span } from "../../src/contract/source.ts";
import { hash, identifier, sourceNames } from "./source-names.ts";

/** Prefixes with a name: a set of the ruleset. */
export interface PrefixList {
  /** Derived from the content, so it is the same on every node. */
  readonly name: string;
  /** The readable part of the name. */
  readonly label: string;
  readonly family: Family;
  /** None overlaps another: nft would refuse them. */
  readonly prefixes: readonly string[];
  readonly causes: readonly Span[];
}

/** A function that makes lists; equal ones are the same object. */
export function prefixLists(fleet: Fleet): (family: Family, prefixes: readonly string[]) => PrefixList {
  const nameOf = sourceNames(fleet);
  const byContent = new Map<string, PrefixList>();
  const taken = new Set<string>();
  return (family, prefixes) => {
    const content = `${family} ${prefixes.join(" ")}`;
    const before = byContent.get(content);
    if (before !== undefined) return before;
    const { label, causes } = nameOf(family, prefixes);
    const readable = identifier("from", label, family);
    const name = taken.has(readable) ? identifier("from", hash(content), family) : readable;
    taken.add(name);
    const list = { name, label, family, prefixes, causes };
    byContent.set(content, list);
    return list;
  };
}
