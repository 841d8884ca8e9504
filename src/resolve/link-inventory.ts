import type { ValidDefinitions } from "../catalog/validate-definitions.ts";
import type { Report } from "../contract/finding.ts";
import type { Certificate, Network, PrefixSet, Team } from "../contract/fleet.ts";
import type { Tree } from "../contract/tree.ts";
import { plain } from "../contract/tree.ts";
import { parsePrefix } from "../ip/parse-addresses.ts";
import { WORLD } from "../ip/prefix-lists.ts";
import { elements, follow, type NameTable, textOf } from "./references.ts";

/** Networks by name, with their prefixes parsed. */
export function linkNetworks(definitions: ValidDefinitions, report: Report): NameTable<Network> {
  const things = new Map<string, Network>();
  const broken = new Set(namesOfBroken(definitions, "networks"));
  for (const [name, tree] of definitions.valid.networks) {
    const prefixes = parsePrefixes(elements(tree), report);
    if (prefixes === undefined) broken.add(name);
    else things.set(name, { name, prefixes, tree });
  }
  return { kind: "network", things, broken };
}

/** `section.name` of broken definitions as plain names. */
export function namesOfBroken(definitions: ValidDefinitions, section: string): string[] {
  const start = `${section}.`;
  return [...definitions.broken].filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
}

/** Prefixes written in place; undefined where one of them is wrong. */
export function parsePrefixes(written: readonly Tree[], report: Report): PrefixSet | undefined {
  const sets: PrefixSet[] = [];
  for (const tree of written) {
    const set = parseOne(tree, report);
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

/** Networks by name, `world`, or prefixes in place, as one set; undefined where one of them is wrong. */
export function linkNetworkRefs(
  refs: Tree | undefined,
  networks: NameTable<Network>,
  where: string,
  report: Report,
): PrefixSet | undefined {
  const written = elements(refs);
  const sets: PrefixSet[] = [];
  for (const tree of written) {
    const text = textOf(tree);
    if (text === "world") sets.push(WORLD);
    else {
      const set = looksLikePrefix(text)
        ? parseOne(tree, report)
        : follow(networks, text, tree, where, report)?.prefixes;
      if (set !== undefined) sets.push(set);
    }
  }
  return sets.length === written.length ? unite(sets) : undefined;
}

/** A name has no slash and no colon; an IPv4 address has digits and dots only. */
function looksLikePrefix(text: string): boolean {
  return /[/:]/.test(text) || /^[0-9.]+$/.test(text);
}

export function unite(sets: readonly PrefixSet[]): PrefixSet {
  const [only] = sets;
  if (sets.length === 1 && only !== undefined) return only;
  return { ipv4: uniteFamily(sets.map((set) => set.ipv4)), ipv6: uniteFamily(sets.map((set) => set.ipv6)) };
}

function uniteFamily(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())].sort();
}

export function linkTeams(definitions: ValidDefinitions): NameTable<Team> {
  const things = new Map<string, Team>();
  for (const [name, tree] of definitions.valid.teams) {
    const { email, pager } = plain(tree) as { email: string; pager?: string };
    things.set(name, { name, email, tree, ...(pager === undefined ? {} : { pager }) });
  }
  return { kind: "team", things, broken: new Set(namesOfBroken(definitions, "teams")) };
}

export function linkCertificates(definitions: ValidDefinitions): NameTable<Certificate> {
  const things = new Map<string, Certificate>();
  for (const [name, tree] of definitions.valid.certificates) {
    const { file, names } = plain(tree) as { file: string; names: string[] };
    things.set(name, { name, file, names, tree });
  }
  return { kind: "certificate", things, broken: new Set(namesOfBroken(definitions, "certificates")) };
}
