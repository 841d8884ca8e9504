import type { Report } from "../../contract/finding.ts";
import { find, keySpan, type Tree } from "../../contract/tree.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import { helpToName } from "../help/help-to-map.ts";
import { helpToPlace } from "../help/help-to-place.ts";

/** Sections whose entries have names chosen by the user. */
export const NAMED_SECTIONS = [
  "networks",
  "teams",
  "groups",
  "vips",
  "certificates",
  "nodes",
  "profiles",
  "services",
] as const;
export type NamedSection = (typeof NAMED_SECTIONS)[number];

/** Sections with fixed keys, which several files may fill together. */
const FIXED_SECTIONS = ["fleet", "defaults"] as const;
export type Section = NamedSection | (typeof FIXED_SECTIONS)[number];
const SECTIONS: readonly Section[] = [...FIXED_SECTIONS, ...NAMED_SECTIONS];

/** Everything that the files define, by section and name. Of duplicates the first one stays. */
export type Definitions = Readonly<Record<Section, ReadonlyMap<string, Tree>>>;

/** Nodes, groups and networks are referred to in the same places, so a name must mean one of them. */
const SHARED_NAMES: readonly NamedSection[] = ["nodes", "groups", "networks"];

/** Sorts the parts of all files into sections; finds unknown sections and duplicate definitions. */
export function collectDefinitions(files: readonly Tree[], report: Report): Definitions {
  const sections = Object.fromEntries(SECTIONS.map((section) => [section, new Map<string, Tree>()])) as Record<
    Section,
    Map<string, Tree>
  >;
  for (const file of files) {
    if (file.kind !== "map") {
      report({ code: "language/wrong-type", message: "a catalog file must be a map of sections", at: file });
      continue;
    }
    for (const [name, tree] of Object.entries(file.entries)) {
      const section = SECTIONS.find((candidate) => candidate === name);
      if (section === undefined) reportUnknownSection(name, tree, report);
      else addEntries(section, sections[section], tree, report);
    }
  }
  reportTakenNames(sections, report);
  return sections;
}

/** Whether a file may define more services or nodes than could be read. */
export function isIncomplete(file: Tree): boolean {
  const parts = [file, find(file, ["services"]), find(file, ["nodes"])];
  return parts.some((part) => part?.kind === "map" && part.incomplete === true);
}

function reportUnknownSection(name: string, tree: Tree, report: Report): void {
  const better = suggest(name, SECTIONS);
  report({
    code: "language/unknown-key",
    message: `unknown section \`${name}\``,
    at: keySpan(tree),
    help:
      better === undefined
        ? (helpToPlace(name, {}) ?? `valid sections are ${SECTIONS.join(", ")}`)
        : `did you mean \`${better}\`?`,
  });
}

function addEntries(section: Section, known: Map<string, Tree>, tree: Tree, report: Report): void {
  if (tree.kind !== "map") {
    report({
      code: "language/wrong-type",
      message: `\`${section}\` must be a map${tree.kind === "list" ? ", not a list" : ""}`,
      at: tree.kind === "list" && !isFlow(tree) ? { ...tree, end: tree.start + 1 } : tree,
      help: helpToName(tree) ?? "write a map by name",
    });
    return;
  }
  for (const [name, entry] of Object.entries(tree.entries)) {
    const earlier = known.get(name);
    if (earlier === undefined) known.set(name, entry);
    else {
      report({
        code: "catalog/defined-twice",
        message: `${section}.${name} is defined twice`,
        at: keySpan(entry),
        notes: [{ message: "first defined here", at: keySpan(earlier) }],
        help: "rename one of them, or merge the two",
      });
    }
  }
}

function isFlow({ source, start }: Tree): boolean {
  return source.text[start] === "[";
}

function reportTakenNames(sections: Record<Section, Map<string, Tree>>, report: Report): void {
  const taken = new Map<string, { section: NamedSection; tree: Tree }>();
  for (const section of SHARED_NAMES) {
    for (const [name, tree] of sections[section]) {
      const earlier = taken.get(name);
      if (name === "world") {
        report({ code: "catalog/name-taken", message: "`world` is built in: all of IPv4 and IPv6", at: keySpan(tree) });
      } else if (earlier !== undefined) {
        report({
          code: "catalog/name-taken",
          message: `\`${name}\` is already the name of a ${singular(earlier.section)}`,
          at: keySpan(tree),
          notes: [{ message: `the ${singular(earlier.section)} is defined here`, at: keySpan(earlier.tree) }],
          help: "nodes, groups and networks share one namespace: rename one of them",
        });
      } else taken.set(name, { section, tree });
    }
  }
  for (const [name, tree] of sections.profiles) {
    if (name.startsWith("std/")) {
      report({
        code: "catalog/name-taken",
        message: `\`${name}\` is a name reserved for built-in profiles`,
        at: keySpan(tree),
        help: "choose a name without std/, and extend the built-in profile",
      });
    }
  }
}

/** `nodes` → `node`, for messages. */
export function singular(section: NamedSection): string {
  return section.slice(0, -1);
}
