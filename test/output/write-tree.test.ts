import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { OUTPUT_CODES } from "../../src/output/codes.ts";
import { findStandingTree } from "../../src/output/disk/find-standing-tree.ts";
import { seal } from "../../src/output/manifest/seal.ts";
import { type WriteOptions, writeTree } from "../../src/output/transaction/write-tree.ts";
import { collectDrafts } from "../support/collect-drafts.ts";
import { type Texts, treeOf, treeOfFiles } from "../support/output-trees.ts";
import { modes, put, snapshot } from "../support/snapshot.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const A = "lb1/etc/haproxy/haproxy.cfg";
const B = "lb1/etc/nftables.conf";
const C = "lb2/etc/haproxy/haproxy.cfg";
const FIRST: Texts = { [A]: "one\n", [B]: "two\n", [C]: "three\n" };

function write(out: string, texts: Texts, options: WriteOptions = {}) {
  const { report, drafts } = collectDrafts();
  const result = writeTree(out, treeOf(texts), options, report);
  for (const { code, help } of drafts) {
    expect(Object.keys(OUTPUT_CODES)).toContain(code);
    if (code !== "output/recovered") expect(help).toBeDefined();
  }
  return { result, findings: drafts.map(({ code, message }) => `${code}: ${message}`) };
}

function built(texts: Texts = FIRST): string {
  const out = join(temporaryFolder(), "out");
  expect(write(out, texts).findings).toEqual([]);
  return out;
}

describe("a tree is written", () => {
  test("if there is none, with a manifest and nothing else", () => {
    const out = join(temporaryFolder(), "out");
    const { result } = write(out, FIRST);
    expect(result).toEqual({ written: [A, B, C, "manifest.json"], unchanged: [], removed: [] });
    const { "manifest.json": manifest, ...files } = snapshot(out);
    expect(files).toEqual(FIRST);
    expect(JSON.parse(manifest ?? "")).toMatchObject({ format: 2, units: [{ node: "lb1" }, { node: "lb2" }] });
    expect(readdirSync(join(out, ".."))).toEqual(["out"]);
  });

  test("into an empty folder, which stays the same folder", () => {
    const out = join(temporaryFolder(), "out");
    mkdirSync(out);
    const { ino } = lstatSync(out);
    expect(write(out, FIRST).result?.written).toHaveLength(4);
    expect(lstatSync(out).ino).toBe(ino);
    expect(Object.keys(snapshot(out)).sort()).toEqual([A, B, C, "manifest.json"].sort());
  });

  test("over the last one: unchanged files are not touched, removed ones go with their empty folders", () => {
    const out = built();
    utimesSync(join(out, A), 1000, 1000);
    const { result } = write(out, { [A]: "one\n", [B]: "other\n" });
    expect(result).toEqual({ written: [B, "manifest.json"], unchanged: [A], removed: [C] });
    expect(lstatSync(join(out, A)).mtimeMs).toBe(1_000_000);
    expect(existsSync(join(out, "lb2"))).toBe(false);
  });

  test("twice: nothing is written the second time", () => {
    const out = built();
    const before = lstatSync(join(out, "manifest.json")).mtimeMs;
    expect(write(out, FIRST).result).toEqual({ written: [], unchanged: [A, B, C, "manifest.json"], removed: [] });
    expect(lstatSync(join(out, "manifest.json")).mtimeMs).toBe(before);
  });

  test("again if a file is missing", () => {
    const out = built();
    rmSync(join(out, A));
    expect(write(out, FIRST).result?.written).toEqual([A]);
  });

  test("with no files: all files of the last one are removed", () => {
    const out = built();
    expect(write(out, {}).result?.removed).toEqual([A, B, C]);
    expect(readdirSync(out)).toEqual(["manifest.json"]);
  });

  test("at a relative path, or one that ends in a slash", () => {
    const out = `${built()}/`;
    expect(write(out, { ...FIRST, [A]: "new\n" }).result?.written).toEqual([A, "manifest.json"]);
  });
});

describe("a dry run", () => {
  test("decides the same and writes nothing", () => {
    const out = built();
    const before = snapshot(join(out, ".."));
    const next = { [A]: "new\n", "lb3/etc/x": "x\n" };
    const dry = write(out, next, { dryRun: true }).result;
    expect(snapshot(join(out, ".."))).toEqual(before);
    expect(write(out, next).result).toEqual(dry);
  });

  test("creates no folder", () => {
    const out = join(temporaryFolder(), "out");
    expect(write(out, FIRST, { dryRun: true }).result?.written).toHaveLength(4);
    expect(existsSync(out)).toBe(false);
  });

  test("reports what prevents writing", () => {
    const out = built();
    writeFileSync(join(out, A), "edited\n");
    expect(write(out, { [A]: "new\n" }, { dryRun: true }).findings).toHaveLength(1);
  });
});

describe("some nodes", () => {
  const next = { [A]: "new one\n", [C]: "new three\n", "lb3/etc/x": "x\n" };

  test("are written; the others and their part of the manifest stay", () => {
    const out = built();
    const { result } = write(out, next, { nodes: new Set(["lb2"]) });
    expect(result).toEqual({ written: [C, "manifest.json"], unchanged: [], removed: [] });
    expect(snapshot(out)).toMatchObject({ [A]: "one\n", [B]: "two\n", [C]: "new three\n" });
    // The manifest describes the mixture, so a build of the mixture has nothing to do.
    expect(write(out, { ...FIRST, [C]: "new three\n" }).result?.written).toEqual([]);
  });

  test("lose their files when they are removed", () => {
    const out = built();
    expect(write(out, { [A]: "new\n" }, { nodes: new Set(["lb2"]) }).result).toMatchObject({ removed: [C] });
    expect(snapshot(out)[A]).toBe("one\n");
  });

  test("are the only ones in a new tree", () => {
    const out = join(temporaryFolder(), "out");
    expect(write(out, next, { nodes: new Set(["lb3"]) }).result?.written).toEqual(["lb3/etc/x", "manifest.json"]);
  });

  test("do not touch edits on other nodes", () => {
    const out = built();
    writeFileSync(join(out, A), "edited\n");
    expect(write(out, next, { nodes: new Set(["lb2"]) }).findings).toEqual([]);
    expect(readFileSync(join(out, A), "utf8")).toBe("edited\n");
  });

  test("keep root files that can't be merged", () => {
    const out = built({ ...FIRST, "claims.json": "[1]" });
    const { result } = write(out, { ...next, "claims.json": "[2]" }, { nodes: new Set(["lb2"]) });
    expect(result?.written).toEqual([C, "manifest.json"]);
    expect(readFileSync(join(out, "claims.json"), "utf8")).toBe("[1]\n");
    expect(write(out, { ...FIRST, [C]: "new three\n", "claims.json": "[1]" }).result?.written).toEqual([]);
  });
});

describe("foreign files", () => {
  test("stop the build if they are in the way, each with a finding", () => {
    const out = built();
    writeFileSync(join(out, A), "edited\n");
    writeFileSync(join(out, C), "edited, and to be deleted\n");
    put(join(out, "lb3/etc/x"), "foreign\n");
    mkdirSync(join(out, "lb4"), { recursive: true });
    symlinkSync("/etc/hostname", join(out, "lb4/link"));
    put(join(out, "lb4/folder/inside"), "foreign\n");
    writeFileSync(join(out, "lb5"), "foreign\n");
    const before = snapshot(out);
    const next = {
      [A]: "1\n",
      [B]: "2\n",
      "lb3/etc/x": "3\n",
      "lb4/link": "4\n",
      "lb4/folder": "5\n",
      "lb5/etc/x": "6\n",
    };
    const { result, findings } = write(out, next);
    expect(result).toBeUndefined();
    expect(findings).toEqual([
      `output/hand-edited: ${out}/${C} was edited by hand after the last build`,
      `output/hand-edited: ${out}/${A} was edited by hand after the last build`,
      `output/foreign-file: ${out}/lb3/etc/x is not written by intentlb, but a file must be written there`,
      `output/foreign-file: ${out}/lb4/folder is a folder with other files, but a file must be written there`,
      `output/foreign-file: ${out}/lb4/link is not written by intentlb, but a file must be written there`,
      `output/foreign-file: ${out}/lb5 is not a folder, but files must be written below it`,
    ]);
    expect(snapshot(out)).toEqual(before);
  });

  test("are overwritten by --force, except folders", () => {
    const out = built();
    writeFileSync(join(out, A), "edited\n");
    writeFileSync(join(out, C), "edited\n");
    put(join(out, "lb3/x"), "foreign\n");
    symlinkSync("/etc/hostname", join(out, "lb3/link"));
    const next = { [A]: "1\n", "lb3/x": "3\n", "lb3/link": "4\n" };
    expect(write(out, next, { force: true }).result?.removed).toEqual([B, C]);
    expect(snapshot(out)).toMatchObject(next);
    mkdirSync(join(out, "lb3/folder/empty"), { recursive: true });
    writeFileSync(join(out, "lb3/folder/full"), "foreign\n");
    expect(write(out, { ...next, "lb3/folder": "5\n" }, { force: true }).findings).toHaveLength(1);
  });

  test("are not touched elsewhere, nor are their folders", () => {
    const out = built();
    put(join(out, "lb2/etc/haproxy/notes"), "mine\n");
    put(join(out, "README"), "mine\n");
    mkdirSync(join(out, "lb9"));
    expect(write(out, { [A]: "one\n" }).result?.removed).toEqual([B, C]);
    expect(snapshot(out)).toMatchObject({ "lb2/etc/haproxy/notes": "mine\n", README: "mine\n", "lb9/": "" });
  });

  test("that are identical to ours are taken over", () => {
    const out = built();
    writeFileSync(join(out, A), "next\n");
    put(join(out, "lb3/x"), "x\n");
    expect(write(out, { ...FIRST, [A]: "next\n", "lb3/x": "x\n" }).result?.written).toEqual(["manifest.json"]);
  });

  test("are not deleted if a folder replaced our file", () => {
    const out = built();
    rmSync(join(out, C));
    put(join(out, C, "inside"), "mine\n");
    expect(write(out, { [A]: "one\n" }).findings).toEqual([]);
    expect(readFileSync(join(out, C, "inside"), "utf8")).toBe("mine\n");
  });
});

describe("our links", () => {
  const LINKED: Texts = { ...FIRST, "lb1/etc/links/a": "-> ../haproxy/a", "lb1/etc/links/b": "-> ../elsewhere" };

  test("are written, kept, changed and removed like files", () => {
    const out = built(LINKED);
    expect(snapshot(out)).toMatchObject(LINKED);
    expect(findStandingTree(out)?.places).toEqual([...Object.keys(LINKED), "manifest.json"].sort());
    expect(write(out, LINKED).result?.written).toEqual([]);
    const next = { ...FIRST, "lb1/etc/links/a": "-> ../haproxy/b" };
    expect(write(out, next, { dryRun: true }).result).toEqual(write(out, next).result);
    const { "manifest.json": manifest, ...files } = snapshot(out);
    expect(files).toEqual(next);
    const { units } = JSON.parse(manifest ?? "");
    expect(units[0].links).toEqual([{ path: "etc/links/a", target: "../haproxy/b", services: ["www"] }]);
    expect(write(out, FIRST).result?.removed).toEqual(["lb1/etc/links/a"]);
  });

  test("become files, and files become links", () => {
    const out = built({ ...FIRST, "lb1/x": "-> y", "lb1/y": "x\n" });
    const next = { ...FIRST, "lb1/x": "y\n", "lb1/y": "-> x" };
    expect(write(out, next).findings).toEqual([]);
    expect(snapshot(out)).toMatchObject(next);
  });

  test("that were changed, or created by others, stop the build", () => {
    const out = built(LINKED);
    const relink = (place: string, target: string) => {
      rmSync(join(out, place), { force: true });
      symlinkSync(target, join(out, place));
    };
    relink("lb1/etc/links/a", "../mine");
    relink("lb1/etc/links/b", "../mine");
    relink(A, "../mine");
    relink("lb1/etc/new", "mine");
    expect(findStandingTree(out)).toBeUndefined();
    const before = snapshot(out);
    const next = { ...FIRST, [A]: "1\n", "lb1/etc/links/a": "-> ../theirs", "lb1/etc/new": "-> other" };
    expect(write(out, next).findings).toEqual([
      `output/hand-edited: ${out}/lb1/etc/links/b was edited by hand after the last build`,
      `output/hand-edited: ${out}/${A} was edited by hand after the last build`,
      `output/hand-edited: ${out}/lb1/etc/links/a was edited by hand after the last build`,
      `output/foreign-file: ${out}/lb1/etc/new is not written by intentlb, but a file must be written there`,
    ]);
    expect(snapshot(out)).toEqual(before);
    expect(write(out, next, { force: true }).findings).toEqual([]);
    expect(snapshot(out)).toMatchObject(next);
  });

  test("replaced by a file with the same content stop the build, too", () => {
    const out = built(LINKED);
    rmSync(join(out, "lb1/etc/links/a"));
    writeFileSync(join(out, "lb1/etc/links/a"), "../haproxy/a");
    expect(findStandingTree(out)).toBeUndefined();
    expect(write(out, LINKED).findings).toEqual([
      `output/hand-edited: ${out}/lb1/etc/links/a was edited by hand after the last build`,
    ]);
  });
});

describe("the output folder", () => {
  const cases: Record<string, { make: (out: string) => void; finding: string }> = {
    "with files but no manifest": {
      make: (out) => put(join(out, "thesis.tex"), "years of work\n"),
      finding: "output/not-ours: OUT is not empty and has no manifest.json of intentlb",
    },
    "that is a link": {
      make: (out) => symlinkSync(temporaryFolder(), out),
      finding: "output/not-a-folder: OUT is a symbolic link, but the output folder must be a real folder",
    },
    "that is a link to nowhere": {
      make: (out) => symlinkSync("nowhere", out),
      finding: "output/not-a-folder: OUT is a symbolic link, but the output folder must be a real folder",
    },
    "that is a file": {
      make: (out) => writeFileSync(out, ""),
      finding: "output/not-a-folder: OUT is not a folder, but the output folder must be a real folder",
    },
    "with another program's manifest": {
      make: (out) => put(join(out, "manifest.json"), "{}"),
      finding: "output/corrupt-manifest: OUT/manifest.json is not a manifest of intentlb",
    },
    "whose manifest was cut short": {
      make: (out) => put(join(out, "manifest.json"), '{"format": 1,'),
      finding: "output/corrupt-manifest: OUT/manifest.json is not a manifest of intentlb",
    },
    "whose manifest is a link": {
      make: (out) => {
        mkdirSync(out);
        symlinkSync("/etc/passwd", join(out, "manifest.json"));
      },
      finding: "output/corrupt-manifest: OUT/manifest.json is not a regular file",
    },
    "whose manifest is from the future": {
      make: (out) => put(join(out, "manifest.json"), seal('{"format": 3')),
      finding: "output/corrupt-manifest: OUT/manifest.json was written by another version of intentlb",
    },
    "whose work folder is a file": {
      make: (out) => put(join(out, ".intentlb"), ""),
      finding: "output/foreign-file: OUT/.intentlb is not a folder, but intentlb needs it to stage its files",
    },
  };

  test.each(Object.entries(cases))("%s is rejected", (_, { make, finding }) => {
    const parent = temporaryFolder();
    const out = join(parent, "out");
    make(out);
    const before = snapshot(parent);
    expect(write(out, FIRST).findings).toEqual([finding.replaceAll("OUT", out)]);
    expect(snapshot(parent)).toEqual(before);
  });

  test("in a folder that does not exist is rejected", () => {
    const parent = temporaryFolder();
    expect(write(join(parent, "no/out"), FIRST).findings).toEqual([
      `output/unwritable: ${parent}/no/out cannot be created: there is no folder ${parent}/no`,
    ]);
    expect(readdirSync(parent)).toEqual([]);
  });

  test("with foreign files is written with --force, and they are kept", () => {
    const out = join(temporaryFolder(), "out");
    put(join(out, "thesis.tex"), "years of work\n");
    put(join(out, A), "foreign\n");
    expect(write(out, FIRST, { force: true }).result?.written).toHaveLength(4);
    expect(snapshot(out)).toMatchObject({ "thesis.tex": "years of work\n", ...FIRST });
  });
});

describe("links", () => {
  test("in parent folders are never followed, to write or to delete", () => {
    const out = built();
    const outside = temporaryFolder();
    put(join(outside, "haproxy/haproxy.cfg"), "one\n");
    put(join(outside, "nftables.conf"), "two\n");
    rmSync(join(out, "lb1/etc"), { recursive: true });
    symlinkSync(outside, join(out, "lb1/etc"));
    const before = snapshot(outside);
    const link = `${out}/lb1/etc is a symbolic link`;
    expect(write(out, { ...FIRST, [A]: "new\n" }).findings).toEqual([
      `output/link-in-the-way: ${link}, but files must be written below it`,
    ]);
    expect(write(out, { [C]: "three\n" }).findings).toEqual([
      `output/link-in-the-way: ${out}/${A} must be deleted, but ${link}`,
      `output/link-in-the-way: ${out}/${B} must be deleted, but ${link}`,
    ]);
    expect(write(out, { ...FIRST, [A]: "new\n" }, { force: true }).result).toBeUndefined();
    expect(write(out, { [C]: "three\n" }, { force: true }).result?.removed).toEqual([]);
    expect(snapshot(outside)).toEqual(before);
    expect(lstatSync(join(out, "lb1/etc")).isSymbolicLink()).toBe(true);
  });

  test("in place of a file count as an edit, and --force removes the link, not its target", () => {
    const out = built();
    const target = join(temporaryFolder(), "target");
    writeFileSync(target, "three\n");
    rmSync(join(out, C));
    symlinkSync(target, join(out, C));
    expect(write(out, { [A]: "one\n" }).findings).toHaveLength(1);
    expect(write(out, { [A]: "one\n" }, { force: true }).result?.removed).toEqual([B, C]);
    expect(readFileSync(target, "utf8")).toBe("three\n");
  });
});

describe("a manifest that was tampered with", () => {
  const names = ["../precious", "/etc/passwd", "a/../../precious", "./x", "a//b", ".intentlb/x", "manifest.json", ""];
  const file = (path: string) => ({ path, sha256: "0".repeat(64), mode: "0644", owner: "root:root", services: [] });
  const unit = { node: "lb1", daemon: "x", requires: [], check: [], reload: [] };
  const manifests: [string, object][] = [
    ...names.map((name): [string, object] => [name, { format: 1, root: [{ path: name }], units: [] }]),
    ...["../precious", "/x", "a/../../../precious"].map((path): [string, object] => [
      `lb1 ${path}`,
      { format: 1, root: [], units: [{ ...unit, files: [file(path)] }] },
    ]),
    ["node ..", { format: 1, root: [], units: [{ ...unit, node: "..", files: [file("precious")] }] }],
    ["node /", { format: 1, root: [], units: [{ ...unit, node: "a/..", files: [file("precious")] }] }],
    ["a file twice", { format: 1, root: [], units: [{ ...unit, files: [file("x"), file("x")] }] }],
    ["no units", { format: 1, root: [] }],
    ["units of another shape", { format: 1, root: [], units: [null, 1, { node: 1 }] }],
    ["a bad hash", { format: 1, root: [], units: [{ ...unit, files: [{ ...file("x"), sha256: "0" }] }] }],
    ["a bad mode", { format: 1, root: [], units: [{ ...unit, files: [{ ...file("x"), mode: "rw" }] }] }],
  ];

  test.each(manifests)("is rejected even with a valid checksum: %s", (_, manifest) => {
    const parent = temporaryFolder();
    const out = join(parent, "out");
    put(join(parent, "precious"), "precious\n");
    put(join(out, "manifest.json"), seal(JSON.stringify(manifest).slice(0, -1)));
    const before = snapshot(parent);
    const { findings } = write(out, FIRST);
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(/^output\/corrupt-manifest: /);
    expect(snapshot(parent)).toEqual(before);
    expect(write(out, FIRST, { force: true }).result?.removed).toEqual([]);
    expect(snapshot(parent)).toMatchObject({ precious: "precious\n" });
  });

  test("is rejected even if only one word changed", () => {
    const out = built();
    const path = join(out, "manifest.json");
    writeFileSync(path, readFileSync(path, "utf8").replace("systemctl", "true"));
    expect(write(out, FIRST).findings).toEqual([`output/corrupt-manifest: ${path} was edited after intentlb wrote it`]);
  });
});

describe("modes", () => {
  test.each([0o000, 0o022, 0o077, 0o027])("do not depend on the umask %o", (umask) => {
    const before = process.umask(umask);
    try {
      const parent = temporaryFolder();
      const out = join(parent, "out");
      const { report, drafts } = collectDrafts();
      writeTree(out, treeOf({ [A]: "one\n", [B]: "two\n" }, { [B]: 0o640 }), {}, report);
      writeTree(out, treeOf({ [A]: "new\n", [B]: "two\n", "lb3/x": "x\n" }, { [B]: 0o600 }), {}, report);
      expect(drafts).toEqual([]);
      expect(modes(parent)).toMatchObject({
        out: "755",
        "out/lb1": "755",
        "out/lb1/etc/haproxy": "755",
        "out/lb3": "755",
        [`out/${A}`]: "644",
        [`out/${B}`]: "600",
        "out/lb3/x": "644",
        "out/manifest.json": "644",
      });
    } finally {
      process.umask(before);
    }
  });

  test("that were changed are corrected, without touching the content", () => {
    const out = built();
    chmodSync(join(out, A), 0o666);
    expect(write(out, FIRST).result?.written).toEqual([A]);
    expect(modes(out)[A]).toBe("644");
  });
});

test("a root file with its own checksum may change without the manifest", () => {
  const out = join(temporaryFolder(), "out");
  const { report, codes } = collectDrafts();
  const withMap = (line: number) =>
    treeOfFiles([], [{ name: "sourcemap.json", text: seal(`{"line": ${line}`), sealed: true }]);
  writeTree(out, withMap(1), {}, report);
  expect(writeTree(out, withMap(2), {}, report)?.written).toEqual(["sourcemap.json"]);
  writeFileSync(join(out, "sourcemap.json"), '{"line": 3}\n');
  expect(writeTree(out, withMap(2), {}, report)).toBeUndefined();
  expect(codes()).toEqual(["output/hand-edited"]);
});
