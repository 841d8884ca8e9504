import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { seededRandom } from "../../bench/catalog/random.ts";
import { type Files, nextEdit } from "../../bench/editing/edits.ts";
import { syntheticCatalog } from "../../bench/synthetic-catalog.ts";
import type { Finding } from "../../src/contract/finding.ts";
import { SOURCE_MAP } from "../../src/contract/root-names.ts";
import { formatPlace, type Span } from "../../src/contract/source.ts";
import { layOutTree } from "../../src/lay-out-tree.ts";
import { newMemory } from "../../src/memory.ts";
import { digestOf } from "../../src/output/manifest/digest.ts";
import type { Tree } from "../../src/output/tree/build-tree.ts";
import { packageRoot } from "../../src/package-root.ts";
import { type Compilation, compile } from "../../src/pipeline.ts";
import { textInput } from "../support/compile-text.ts";

/** Edits of each session; 10,000 take a quarter of an hour: `EDITS=10000`. */
const EDITS = Number(process.env["EDITS"] ?? 100);

test.each<[string, () => Files]>([
  ["campus", () => readFiles(join(packageRoot, "examples/campus"))],
  ["forty synthetic services", () => syntheticCatalog({ services: 40, seed: 3 })],
])("what an analysis of %s remembers changes no answer", (_, read) => {
  const original = read();
  const random = seededRandom(7);
  const memory = newMemory();
  let files: Files = original;
  let built = 0;
  for (let edit = 0; edit < EDITS; edit++) {
    const input = textInput(files);
    const fresh = answer(compile(textInput(files)));
    expect(answer(compile({ ...input, memory })), `edit ${edit}`).toEqual(fresh);
    if (fresh.tree !== undefined) built++;
    files = nextEdit(original, files, random);
  }
  // Neither only broken catalogs nor only sound ones.
  expect(built).toBeGreaterThan(EDITS / 20);
  expect(built).toBeLessThan(EDITS);
});

/** All that a compilation says, as text. */
function answer(compilation: Compilation) {
  const { findings, accepted, size, claims } = compilation;
  return {
    findings: findings.map(print),
    accepted: accepted.map(print),
    size: size && [size.services.size, size.nodes.size],
    ...(claims === undefined ? {} : { checks: claims.checks.length, ...written(layOutTree(compilation)) }),
  };
}

/** What is in the tree, and the source map, which its digest leaves out. */
function written(tree: Tree) {
  return { tree: digestOf(tree), map: tree.rootFiles.find(({ name }) => name === SOURCE_MAP)?.text };
}

function print(finding: Finding): unknown {
  const { at, notes, cause, accepted, others = [], ...rest } = finding;
  return {
    ...rest,
    at: place(at),
    notes: notes.map((note) => [note.message, place(note.at)]),
    cause: cause && [cause.message, place(cause.at), cause.help],
    accepted: accepted && [accepted.reason, accepted.until, place(accepted.at)],
    others: others.map(print),
  };
}

function place(span: Span | undefined): string | undefined {
  return span === undefined ? undefined : `${formatPlace(span)} ${span.end}`;
}

function readFiles(folder: string): Files {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const inside = paths.filter((path) => statSync(join(folder, path)).isFile());
  return Object.fromEntries(inside.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
}
