import { describe, expect, test } from "vitest";
import { parseYaml } from "../../src/catalog/parse/parse-yaml.ts";
import { schemaAt } from "../../src/catalog/schema/schema-at.ts";
import { Source, type Span } from "../../src/contract/source.ts";
import { keySpan, type Tree } from "../../src/contract/tree.ts";
import { compileText } from "../support/compile-text.ts";
import { readFolder } from "../support/read-folder.ts";
import { type Visit, walkTree } from "../support/walk-tree.ts";

const campus = readFolder("examples/campus");

/** Sections → definition that an entry is validated against; `fleet` and `defaults` have no names of their own. */
const DEFINITIONS: Readonly<Record<string, string>> = {
  teams: "team",
  groups: "group",
  vips: "vip",
  certificates: "certificate",
  nodes: "nodeLayer",
  profiles: "serviceLayer",
  services: "serviceLayer",
};

interface Place {
  readonly file: string;
  readonly what: string;
  readonly span: Span;
}

function visits(): (Visit & { file: string; root: Tree })[] {
  return Object.entries(campus).flatMap(([file, text]) => {
    if (!file.endsWith(".yaml")) return [];
    const root = parseYaml(new Source(file, text), () => {});
    if (root === undefined) throw new Error(`${file} is empty`);
    return [...walkTree(root)].map((visit) => ({ ...visit, file, root }));
  });
}

/** Whether the last key of the path belongs to the language and is not a user's name. */
function isLanguageKey(root: Tree, path: readonly string[]): boolean {
  const [section = "", name = "", ...rest] = path;
  if (path.length === 1) return true;
  if (section === "networks" || path.at(-1) === "*" || root.kind !== "map") return false;
  const sectionTree = root.entries[section];
  if (section === "fleet" && sectionTree !== undefined) return known("fleetLayer", sectionTree, [name, ...rest]);
  const entry = sectionTree?.kind === "map" ? sectionTree.entries[name] : undefined;
  if (entry === undefined) return false;
  if (section === "defaults") return rest.length === 0 || known(`${name}Layer`, entry, rest);
  return rest.length > 0 && known(DEFINITIONS[section] ?? "", entry, rest);
}

function known(definition: string, tree: Tree, path: readonly string[]): boolean {
  const parent = schemaAt(definition, tree, path.slice(0, -1));
  return parent.properties?.[path.at(-1) ?? ""] !== undefined;
}

function languageKeys(): Place[] {
  return visits()
    .filter(({ root, path }) => path.length > 0 && isLanguageKey(root, path))
    .map(({ file, path, tree }) => ({ file, what: path.join("."), span: keySpan(tree) }));
}

/** Where campus refers to something by a value: last steps of the path → code if it is unknown. */
const VALUES: readonly (readonly [RegExp, string])[] = [
  [/^services\.[^.]+\.owner$|^profiles\.[^.]+\.owner$/, "reference/unknown-team"],
  [/\.vip$/, "reference/unknown-vip"],
  [/\.(?:from|except)\.\*$|^fleet\.(?:management|blocked)\.\*$/, "reference/unknown-network"],
  [/\.extends$/, "reference/unknown-profile"],
  [/\.certificate$/, "reference/unknown-certificate"],
  [/\.site$/, "reference/unknown-site"],
  [/\.groups\.\*$/, "reference/unknown-group"],
  [
    /\.balance\.nodes$|\.members$|\.members\.\*$|\.from_nodes\.\*$|ports\.[^.]+\.nodes\.\*$/,
    "reference/unknown-node-or-group",
  ],
];

/** Where it refers to something by a key. */
const KEYS: typeof VALUES = [
  [/\.monitoring\.members\.[^.]+$/, "monitoring/unknown-backend"],
  [/\.members\.[^.*]+$/, "reference/unknown-node"],
];

interface Reference extends Place {
  readonly code: string;
}

function codeFor(way: string, table: typeof VALUES): string | undefined {
  return table.find(([pattern]) => pattern.test(way))?.[1];
}

function references(): Reference[] {
  return visits().flatMap(({ file, path, tree }): Reference[] => {
    const way = path.join(".");
    const byKey = codeFor(way, KEYS);
    if (byKey !== undefined) return [{ file, what: `${way}:`, span: keySpan(tree), code: byKey }];
    const code = codeFor(way, VALUES);
    if (code === undefined || tree.kind !== "scalar" || typeof tree.value !== "string" || tree.value.includes("/32"))
      return [];
    return [{ file, what: `${way} = ${tree.value}`, span: tree, code }];
  });
}

/** Campus with an additional letter in one place. */
function misspell({ file, span }: Place): Record<string, string> {
  const text = campus[file] ?? "";
  const inside = text.slice(span.start, span.end).replace(/(["']?)$/, "q$1");
  return { ...campus, [file]: text.slice(0, span.start) + inside + text.slice(span.end) };
}

function lineOf({ file, span }: Place): number {
  return new Source(file, campus[file] ?? "").position(span.start).line;
}

describe("each language key of campus misspelt", () => {
  const keys = languageKeys();
  test("there are many", () => expect(keys.length).toBeGreaterThan(350));
  test.each(keys.map((place) => [`${place.file}: ${place.what}`, place] as const))("%s", (_, place) => {
    const { findings, files } = compileText(misspell(place));
    const found = findings.find(({ code, at }) => code === "language/unknown-key" && at?.source.path === place.file);
    expect(found?.at?.source.position(found.at.start).line).toBe(lineOf(place));
    expect(files).toEqual([]);
  });
});

describe("each reference of campus misspelt", () => {
  const places = references();
  test("there are many, of each kind", () => {
    expect(places.length).toBeGreaterThan(100);
    const codes = [...VALUES, ...KEYS].map(([, code]) => code);
    expect(new Set(places.map(({ code }) => code))).toEqual(new Set(codes));
  });
  test.each(places.map((place) => [`${place.file}: ${place.what}`, place] as const))("%s", (_, place) => {
    const { findings, files } = compileText(misspell(place));
    const found = findings.find(({ code, at }) => code === place.code && at?.source.path === place.file);
    expect(found?.at?.source.position(found.at.start).line).toBe(lineOf(place));
    expect(files).toEqual([]);
  });
});
