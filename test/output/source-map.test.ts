import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALL_CODES } from "../../src/codes.ts";
import { type Block, block, type OutputFile } from "../../src/contract/block.ts";
import { SOURCE_MAP } from "../../src/contract/root-names.ts";
import { formatPlace, Source, type Span } from "../../src/contract/source.ts";
import { collectFindings } from "../../src/diagnostics/collect-findings.ts";
import { seal } from "../../src/output/manifest/seal.ts";
import { makeSourceMap } from "../../src/output/source-map/make-source-map.ts";
import { mergeSourceMaps } from "../../src/output/source-map/merge-source-maps.ts";
import { parseSourceMap } from "../../src/output/source-map/parse-source-map.ts";
import { lookUpLine, printSourceMap, type SourceMap } from "../../src/output/source-map/source-map.ts";
import { sourceMapFile } from "../../src/output/source-map/source-map-file.ts";
import { writeTree } from "../../src/output/transaction/write-tree.ts";
import { buildTree } from "../../src/output/tree/build-tree.ts";
import { compileText } from "../support/compile-text.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";
import { readFolder } from "../support/read-folder.ts";

const A = new Source("a.yaml", "one\ntwo\nthree\n");
const B = new Source("b:1.yaml", "x\n".repeat(12));
const at = (source: Source, start: number): Span => ({ source, start, end: start + 1 });

function file(node: string, path: string, blocks: readonly Block[]): OutputFile {
  return { node, path, daemon: "haproxy", mode: 0o644, owner: "root:root", services: [], blocks };
}

test("a map has causes in the order of paths, groups equal causes, and shares what files share", () => {
  const shared = [
    block("head", ["# generated"]),
    block("a", ["1", "2"], [at(B, 20), at(A, 4), at(A, 4)]),
    block("b", ["3"], [at(A, 4), at(B, 20)]),
    block("nothing", [], [at(A, 0)]),
    block("c", ["4"], [at(B, 4)]),
  ];
  const map = makeSourceMap([file("lb2", "etc/x", shared), file("lb1", "etc/x", shared), file("lb1", "etc/y", [])]);
  expect({ ...map, files: [...map.files] }).toEqual({
    causes: ["a.yaml:1:1", "a.yaml:2:1", "b:1.yaml:3:1", "b:1.yaml:11:1"],
    sets: [[], [1, 3], [0], [2]],
    maps: [[1, 0, 3, 1, 1, 3], []],
    files: [
      ["lb1/etc/x", 0],
      ["lb1/etc/y", 1],
      ["lb2/etc/x", 0],
    ],
  });
  expect(lookUpLine(map, "lb2/etc/x", 4)).toEqual(["a.yaml:2:1", "b:1.yaml:11:1"]);
  expect([0, 1, 6, -1].map((line) => lookUpLine(map, "lb1/etc/x", line))).toEqual([[], [], [], []]);
  expect(lookUpLine(map, "lb9/etc/x", 1)).toEqual([]);
});

const blocks = fc
  .array(fc.tuple(fc.nat(3), fc.array(fc.tuple(fc.constantFrom(A, B), fc.nat(12)), { maxLength: 3 })), { minLength: 1 })
  .map((made) =>
    made.map(([lines, causes], number) =>
      block(
        String(number),
        Array.from({ length: lines }, () => "line"),
        causes.map(([source, start]) => at(source, start)),
      ),
    ),
  );

/** Files on three nodes that take their blocks from one pool, so that many are shared. */
const files = blocks.chain((pool) =>
  fc
    .array(fc.subarray(pool), { minLength: 1, maxLength: 6 })
    .map((arrays) => arrays.map((array, number) => file(`lb${number % 3}`, `etc/${number}`, array))),
);

/** The expected map, computed line by line. The sources' names are already sorted. */
function expected({ blocks }: OutputFile): string[][] {
  return blocks.flatMap(({ lines, causes }) => {
    const sorted = causes.toSorted((a, b) => Number(a.source === B) - Number(b.source === B) || a.start - b.start);
    return lines.map(() => [...new Set(sorted.map((cause) => formatPlace(cause)))]);
  });
}

describe("whatever the blocks", () => {
  test("every line leads to the causes of its block, after printing and reading too", () => {
    fc.assert(
      fc.property(files, (made) => {
        const map = readBack(printSourceMap(makeSourceMap(made)));
        for (const one of made) {
          const lines = expected(one);
          const places = lines.map((_, index) => lookUpLine(map, `${one.node}/${one.path}`, index + 1));
          expect(places).toEqual(lines);
        }
      }),
    );
  });

  test("a merged map has the same causes per node as the map that the node was written with", () => {
    fc.assert(
      fc.property(files, files, (before, after) => {
        const [last, next] = [makeSourceMap(before), makeSourceMap(after)];
        const merged = mergeSourceMaps(last, next, new Set(["lb1"]));
        const written = [
          ...before.filter(({ node }) => node !== "lb1").map((one) => ({ one, map: last })),
          ...after.filter(({ node }) => node === "lb1").map((one) => ({ one, map: next })),
        ].map(({ one, map }) => ({ place: `${one.node}/${one.path}`, map, lines: expected(one).length }));
        expect([...merged.files.keys()]).toEqual(written.map(({ place }) => place).sort());
        for (const { place, map, lines } of written) {
          for (let line = 1; line <= lines; line++) {
            expect(lookUpLine(merged, place, line)).toEqual(lookUpLine(map, place, line));
          }
        }
        expect(mergeSourceMaps(last, last, new Set(["lb1"])).causes.every((cause) => last.causes.includes(cause))).toBe(
          true,
        );
      }),
    );
  });
});

function readBack(text: string): SourceMap {
  const read = parseSourceMap(text);
  if (read.kind !== "map") throw new Error(`the map can't be read back: ${read.kind}`);
  return read.map;
}

test("an edited map is not trusted", () => {
  const { text } = sourceMapFile([file("lb1", "etc/x", [block("a", ["1"], [at(A, 0)])])]);
  expect(readBack(text).causes).toEqual(["a.yaml:1:1"]);
  for (const bad of ["", "{}", text.replace("a.yaml", "b.yaml"), text.slice(0, -2), seal('{\n"format": 2')]) {
    expect(parseSourceMap(bad)).toEqual({ kind: "corrupt" });
  }
});

test("a map of another version is not read, and a build of some nodes is not merged into it", () => {
  const next = sourceMapFile([file("lb1", "etc/x", [block("a", ["1"], [at(A, 0)])])]);
  for (const format of [1, 3, "2"]) {
    const text = seal(`{\n"format": ${JSON.stringify(format)},\n"causes": [], "sets": [], "maps": [], "files": []`);
    expect(parseSourceMap(text)).toEqual({ kind: "other-version" });
    expect(next.merge?.(text, new Set(["lb1"]))).toBe("other-version");
  }
});

test("a catalog may have a file with the path of one that comes with intentlb", () => {
  const { "services/directory.yaml": directory = "", ...others } = readFolder("examples/campus");
  const { files } = compileText({ ...others, "services/ldap.yaml": directory });
  const { causes } = makeSourceMap(files);
  const count = (path: string) => causes.filter((cause) => cause.startsWith(`${path}:`)).length;
  const before = makeSourceMap(compileText(readFolder("examples/campus")).files).causes;
  expect(count("<built-in>/services/ldap.yaml")).toBeGreaterThan(0);
  expect(count("services/ldap.yaml")).toBe(
    before.filter((cause) => cause.startsWith("services/directory.yaml:")).length,
  );
  expect(causes).toHaveLength(before.length);
});

test("a build of some nodes replaces a map of another version only by force", () => {
  inTemporaryFolder({}, (folder) => {
    const out = join(folder, "out");
    const made = ["lb1", "lb2"].map((node) => file(node, "etc/x", [block("a", ["1"], [at(A, 0)])]));
    const units = made.map(({ node, daemon }) => ({ node, daemon, requires: [], modules: [], check: [], reload: [] }));
    const old = { name: SOURCE_MAP, text: seal('{\n"format": 1'), sealed: true } as const;
    const { report, list } = collectFindings(ALL_CODES);
    writeTree(out, buildTree(made, units, [old]), {}, report);
    const next = buildTree(made, units, [sourceMapFile(made)]);
    const nodes = new Set(["lb1"]);
    expect(writeTree(out, next, { nodes }, report)).toBeUndefined();
    expect(list().map(({ code }) => code)).toEqual(["output/other-version"]);
    expect(readFileSync(join(out, SOURCE_MAP), "utf8")).toBe(old.text);
    expect(writeTree(out, next, { nodes, force: true }, report)?.written).toContain(SOURCE_MAP);
    expect([...readBack(readFileSync(join(out, SOURCE_MAP), "utf8")).files.keys()]).toEqual(["lb1/etc/x"]);
  });
});

test("a file that comes with intentlb and one of a catalog with the same path stay apart", () => {
  const path = "services/dns-resolver.yaml";
  const sources = [
    new Source(path, "ours\n", "built-in"),
    new Source(path, "theirs\n"),
    // A catalog may even have a folder named like the mark.
    new Source(`<built-in>/${path}`, "theirs, too\n"),
  ];
  const made = file(
    "lb1",
    "etc/x",
    sources.map((source) => block(source.text, [source.text], [at(source, 0)])),
  );
  const map = readBack(sourceMapFile([made]).text);
  expect(sources.map((_, index) => lookUpLine(map, "lb1/etc/x", index + 1))).toEqual([
    [`<built-in>/${path}:1:1`],
    [`${path}:1:1`],
    [`./<built-in>/${path}:1:1`],
  ]);
  expect(map.causes).toHaveLength(3);
  const merged = mergeSourceMaps(map, makeSourceMap([]), new Set(["lb2"]));
  expect(merged.causes).toEqual(map.causes);
});
