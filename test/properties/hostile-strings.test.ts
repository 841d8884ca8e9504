import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { composeSchema } from "../../scripts/compose-schema.ts";
import { packageRoot } from "../../src/package-root.ts";
import type { Compilation } from "../../src/pipeline.ts";
import { checkHaproxy } from "../support/check-haproxy.ts";
import { checkNftables } from "../support/check-nftables.ts";
import { compileText } from "../support/compile-text.ts";
import { describeWith } from "../support/daemons.ts";
import { HOSTILE } from "./hostile.ts";
import { printCatalog, type Replacement, valueAt } from "./print-catalog.ts";
import { namedFiles, readEveryKey } from "./read-every-key.ts";
import { haproxyWords, skeletons } from "./skeletons.ts";
import { type StringPlace, stringFields, stringPlaces } from "./string-places.ts";

const SCHEMA = composeSchema(packageRoot);
const OTHER_FILES = namedFiles();
const CATALOG = readEveryKey();
const PLACES = stringPlaces(SCHEMA, CATALOG);
/** One place for each field: the first. */
const FIELDS = [...new Map([...PLACES].reverse().map((place) => [place.field, place])).values()].sort((a, b) =>
  a.field < b.field ? -1 : 1,
);

const base = build([]);
const shape = skeletons(base.compilation.files);

test("the catalog compiles, and has a string in every field of the schema that accepts one", () => {
  expect(base.compilation.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(FIELDS.map(({ field }) => field)).toEqual(stringFields(SCHEMA));
});

describe.each(Object.keys(HOSTILE))("%s", (name) => {
  test.each([
    ["alone", (text: string) => text],
    ["after what is allowed", (text: string, before: string) => before + text],
  ] as const)("in every field, %s", (_how, join) => {
    const all = FIELDS.map((place) => ({ ...place, text: join(HOSTILE[name] ?? "", original(place)) }));
    const left = notRefused(all);
    const [raw, others] = [left.filter(isRaw), left.filter((one) => !isRaw(one))];
    const together = harm(others);
    const each = together === "" ? [] : others.map((one) => harm([one]));
    expect([...each, ...raw.map((one) => harm([one]))].filter((found) => found !== "")).toEqual([]);
  });
});

test.each(["quote", "single quote", "semicolon", "comment", "braces", "variable", "percent", "template"])(
  "a header with %s is one word in HAProxy's line",
  (name) => {
    const text = HOSTILE[name] ?? "";
    const path = ["services", "www", "frontends", "https", "request_headers", "X-Site"];
    const { compilation } = build([{ path, isKey: false, text }]);
    const config = compilation.files.find(
      ({ path: file, node }) => node === "lb1" && file === "etc/haproxy/haproxy.cfg",
    );
    const line = config?.blocks.flatMap((block) => block.lines).find((one) => one.includes("set-header X-Site"));
    // `%` is doubled, because the word is a log format.
    expect(haproxyWords(line ?? "")[3]?.replaceAll("%%", "%")).toBe(text);
  },
);

test("structures differ where a value is not quoted", () => {
  const shapes = ["set-header X a", "set-header X a b", "set-header X 'a b'", "set-header X a #b", "set-header X 'a"];
  expect(shapes.map((line) => haproxyWords(line).length)).toEqual([3, 4, 3, 3, 4]);
});

test("any combination of such strings, anywhere", () => {
  const pieces = fc.constantFrom(...Object.values(HOSTILE), "b", "/", ".", "-", "1");
  const made = fc.array(pieces, { minLength: 1, maxLength: 3 }).map((list) => list.join(""));
  // A valid name renames something, which other values may then miss.
  const texts = fc.oneof(made, fc.string()).filter((text) => text === "" || /[^A-Za-z0-9._/-]/.test(text));
  fc.assert(
    fc.property(fc.constantFrom(...PLACES), texts, (place, text) => {
      expect(harm([{ ...place, text }])).toBe("");
    }),
    { numRuns: 150 },
  );
});

describeWith(["haproxy", "openssl", "nft", "namespaces"], "daemons accept what was not rejected", () => {
  test.each(Object.entries(HOSTILE))("%s", (_name, hostile) => {
    const all = FIELDS.map((place) => ({ ...place, text: original(place) + hostile }));
    const { compilation, faultyLines } = build(notRefused(all).filter((one) => !isRaw(one)));
    expect([...faultyLines]).toEqual([]);
    for (const node of ["lb1", "lb2"]) expect(checkHaproxy(compilation, node)).toBe("");
    for (const node of ["lb1", "web1", "dns1"]) expect(checkNftables(compilation, node)).toBe("");
  });
});

function original({ path, isKey }: StringPlace): string {
  return String(isKey ? path.at(-1) : valueAt(CATALOG, path));
}

type Hostile = Replacement & StringPlace;

/** Raw lines are passed on unchanged; their meaning is up to their author. */
function isRaw({ field }: StringPlace): boolean {
  return /\/(?:haproxy(?:\/global)?|lines)$/.test(field);
}

/** Those without an error at their own line. Errors of linking appear only after those of the schema are gone. */
function notRefused(all: readonly Hostile[]): readonly Hostile[] {
  const { faultyLines, lineOf } = build(all);
  const left = all.filter(({ path }) => !faultyLines.has(lineOf(path)));
  return left.length === all.length ? left : notRefused(left);
}

/** Unwanted effects of strings: none if they are rejected at their lines, or stay one value each. */
function harm(all: readonly Hostile[]): string {
  const { compilation, faultyLines, lineOf } = build(all);
  const what = all.map(({ field, text }) => `${field} = ${JSON.stringify(text.slice(0, 100))}`).join(", ");
  if (faultyLines.size > 0) {
    return all.every(({ path }) => faultyLines.has(lineOf(path))) ? "" : `not refused where it stands: ${what}`;
  }
  const texts = compilation.files.map(({ node, path, blocks }) => ({
    file: `${node}/${path}`,
    text: blocks.flatMap((block) => block.lines).join("\n"),
  }));
  const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
  const reached = texts.find(({ text }) => control.test(text));
  if (reached !== undefined) return `gets into ${reached.file}: ${what}`;
  const found = skeletons(compilation.files);
  for (const [file, lines] of shape) {
    const others = found.get(file) ?? [];
    const same = all.some(isRaw) || lines.every((line, index) => line === others[index]);
    if (!same || lines.length !== others.length) return `changes the structure of ${file}: ${what}`;
  }
  return found.size === shape.size ? "" : `changes which files there are: ${what}`;
}

interface Built {
  readonly compilation: Compilation;
  /** Lines in the catalog that have an error. */
  readonly faultyLines: ReadonlySet<number>;
  readonly lineOf: (path: StringPlace["path"]) => number;
}

function build(replacements: readonly Replacement[]): Built {
  const { text, lineOf } = printCatalog(CATALOG, replacements);
  const compilation = compileText({ ...OTHER_FILES, "catalog.yaml": text });
  const faults = compilation.findings.filter(({ severity }) => severity === "error");
  return {
    compilation,
    faultyLines: new Set(faults.map(({ at }) => at?.source.position(at.start).line ?? 0)),
    lineOf,
  };
}
