import { createHash } from "node:crypto";
import type { Family, Fleet } from "../../src/contract/fleet.ts";
import type { Span } from "../../src/contract/source.ts";
import { isWorld, unionPrefixes } from "../../src/ip/prefix-lists.ts";
import { isIdentifier } from "./quote.ts";

/** Names for a list of prefixes, and where the catalog defines them. */
export interface SourceName {
  /** `world`, names of networks, groups and nodes joined by `/`, or a hash of the content. */
  readonly label: string;
  readonly causes: readonly Span[];
}

interface Named {
  readonly name: string;
  readonly prefixes: readonly string[];
  readonly at: Span;
}

/** A function that names lists of prefixes in the catalog's terms: the name depends on the content alone. */
export function sourceNames(fleet: Fleet): (family: Family, prefixes: readonly string[]) => SourceName {
  const index = { ipv4: byPrefix(fleet, "ipv4"), ipv6: byPrefix(fleet, "ipv6") };
  return (family, prefixes) => {
    if (isWorld(family, prefixes)) return { label: "world", causes: [] };
    const parts = cover(prefixes, index[family]);
    if (parts === undefined) return { label: unnamed(prefixes), causes: [] };
    const label = parts.map((part) => part.name).join("/");
    return { label: label.length <= 40 ? label : hash(label), causes: parts.map((part) => part.at) };
  };
}

/** A prefix without a name in the catalog is its own name; nft allows no colon in a name. */
function unnamed(prefixes: readonly string[]): string {
  const [only, ...more] = prefixes;
  return only === undefined || more.length > 0 ? hash(prefixes.join(" ")) : only.replaceAll(":", "-");
}

/** Eight hexadecimal digits derived from the content, for what has no readable name. */
export function hash(content: string): string {
  return `x${createHash("sha256").update(content).digest("hex").slice(0, 8)}`;
}

/** A name that nft accepts: the readable one if possible, else a hash of it. */
export function identifier(prefix: string, label: string, family: Family): string {
  const name = `${prefix}_${label}_${family}`;
  return isIdentifier(name) ? name : `${prefix}_${hash(label)}_${family}`;
}

/** The fewest names that together cover exactly the prefixes, or undefined if there are none. */
function cover(prefixes: readonly string[], index: ReadonlyMap<string, readonly Named[]>): Named[] | undefined {
  const wanted = new Set(prefixes);
  const candidates = new Set<Named>();
  for (const prefix of prefixes) {
    for (const named of index.get(prefix) ?? []) {
      if (!candidates.has(named) && named.prefixes.every((entry) => wanted.has(entry))) candidates.add(named);
    }
  }
  const chosen: Named[] = [];
  // The index lists networks before groups before nodes, and the sort is stable.
  for (const named of [...candidates].sort((a, b) => b.prefixes.length - a.prefixes.length)) {
    if (!named.prefixes.some((prefix) => wanted.has(prefix))) continue;
    chosen.push(named);
    for (const prefix of named.prefixes) wanted.delete(prefix);
  }
  return wanted.size === 0 ? chosen : undefined;
}

function byPrefix(fleet: Fleet, family: Family): Map<string, Named[]> {
  const index = new Map<string, Named[]>();
  for (const named of everyName(fleet, family)) {
    for (const prefix of named.prefixes) {
      const there = index.get(prefix);
      if (there === undefined) index.set(prefix, [named]);
      else there.push(named);
    }
  }
  return index;
}

/** Networks, groups and nodes share one name space, so a name is unambiguous. */
function everyName(fleet: Fleet, family: Family): Named[] {
  const networks = sorted(fleet.networks).map(({ name, prefixes, tree }) => named(name, prefixes[family], tree));
  const groups = sorted(fleet.groups).map(({ name, nodes, tree }) =>
    named(
      name,
      nodes.flatMap((node) => node.addresses[family]?.address ?? []),
      tree,
    ),
  );
  const nodes = sorted(fleet.nodes).map(({ name, addresses, tree }) =>
    named(name, addresses[family] === undefined ? [] : [addresses[family].address], tree),
  );
  return [...networks, ...groups, ...nodes].filter((entry) => entry.prefixes.length > 0);

  function named(name: string, prefixes: readonly string[], at: Span): Named {
    return { name, prefixes: unionPrefixes(family, prefixes), at };
  }
}

function sorted<T>(things: ReadonlyMap<string, T>): T[] {
  return [...things].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, thing]) => thing);
}
