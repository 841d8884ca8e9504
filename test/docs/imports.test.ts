import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";

// docs/architecture.md defines the order in which folders may import each other; this test enforces it.

/** Folder → position in the order on the page; several folders can have the same position. */
const RANKS = readRanks(readFileSync(join(packageRoot, "docs/architecture.md"), "utf8"));

/** File → the files that it imports. */
const IMPORTS = new Map(
  sourceFiles().map((file) => {
    const text = readFileSync(join(packageRoot, file), "utf8");
    const found = [...text.matchAll(/(?:\bfrom|\bimport\(|^import)\s*"(\.\.?\/[^"]+)"/gm)];
    return [file, found.map(([, path = ""]) => join(dirname(file), path))] as const;
  }),
);

test("no import violates the order of folders", () => {
  expect(RANKS.size).toBeGreaterThan(15);
  const against = [...IMPORTS].flatMap(([file, imported]) =>
    imported.filter((other) => !mayImport(file, other)).map((other) => `${file} → ${other}`),
  );
  // The library formats findings with the printer of the command line, which is pure.
  expect(against.filter((arrow) => !/^src\/index\.ts → src\/cli\/report\//.test(arrow))).toEqual([]);
});

test("there are no import cycles", () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
    if (done.has(file)) return;
    done.add(file);
    for (const other of IMPORTS.get(file) ?? []) visit(other, [...path, file]);
  };
  for (const file of IMPORTS.keys()) visit(file, []);
  expect(circles).toEqual([]);
});

function mayImport(file: string, other: string): boolean {
  const [from, to] = [folderOf(file), folderOf(other)];
  // Everything may import the paths of the package's files.
  if (from === to || /^src\/(?:package-\w+|module-path)\.ts$/.test(other)) return true;
  if (from === "lab" && to === "verdict") return true;
  return (RANKS.get(to) ?? Number.POSITIVE_INFINITY) < (RANKS.get(from) ?? Number.NEGATIVE_INFINITY);
}

/** `src/lint/rule.ts` is of `lint`, a file of `src` itself of `pipeline`. A generator may not import another. */
function folderOf(file: string): string {
  const [first = "", second = "", third] = file.split("/");
  if (first === "generators") return third === undefined ? "generators" : `generators/${second}`;
  return third === undefined ? "pipeline" : second;
}

function readRanks(page: string): ReadonlyMap<string, number> {
  const [, order = ""] = /Dependencies point one way[^\n]*\n\n((?: {4}[^\n]*\n)+)/.exec(page) ?? [];
  const ranks = new Map<string, number>();
  for (const [rank, side] of order.split("<").entries()) {
    for (const folder of side.split(",")) ranks.set(folder.trim(), rank);
  }
  const generators = ranks.get("generators") ?? 0;
  // The generated registries list the folders.
  for (const name of readdirSync(join(packageRoot, "generators"))) ranks.set(`generators/${name}`, generators - 0.5);
  return ranks;
}

function sourceFiles(): string[] {
  return ["src", "generators"].flatMap((root) =>
    readdirSync(join(packageRoot, root), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !/(?:^|\/)(?:test|cases)\//.test(path))
      .map((path) => join(root, path)),
  );
}
