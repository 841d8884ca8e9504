import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { readCatalog } from "../../src/catalog/read/read-catalog.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";

/** Paths that are read in a folder with empty files of these names, and what is found wrong. */
function read(
  files: readonly string[] | Readonly<Record<string, string>>,
  { links = {}, out, catalog = "." }: { links?: Record<string, string>; out?: string; catalog?: string } = {},
): { paths: string[]; findings: string[] } {
  const texts = Array.isArray(files) ? Object.fromEntries(files.map((name) => [name, ""])) : files;
  const findings: string[] = [];
  let paths: string[] = [];
  inTemporaryFolder(texts as Record<string, string>, (folder) => {
    for (const [name, target] of Object.entries(links)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      symlinkSync(target, join(folder, name));
    }
    const found = readCatalog(
      `${folder}/${catalog}`,
      ({ code, message, at }) =>
        findings.push(`${code} ${message.replaceAll(folder, "")}${at === undefined ? "" : ` @${at.start}`}`),
      out === undefined ? undefined : join(folder, out),
    );
    paths = found.sources.map(({ path }) => path);
  });
  return { paths, findings };
}

const MANIFEST = '{\n"format": 2,\n"root": [],\n"units": [],\n"seal": "…"\n}\n';

test("all YAML files below the folder are read, however their ending is written, hidden ones aside", () => {
  const names = ["a.yaml", "b.yml", "below/C.YAML", "d.Yml", "d.yaml.bak", "notes.txt", ".hidden.yaml", ".git/e.yaml"];
  expect(read(names)).toEqual({ paths: ["a.yaml", "b.yml", "below/C.YAML", "d.Yml"], findings: [] });
});

test.each([
  ["a tree, whatever its name and depth", { "below/build.d/manifest.json": MANIFEST, "below/build.d/lb1/x.yaml": "" }],
  ["a tree whose manifest was edited", { "t/manifest.json": MANIFEST.replace("…", "0"), "t/x.yaml": "" }],
  ["a tree that a killed build has left half made", { "t/.intentlb/journal.json": "{}", "t/lb1/x.yaml": "" }],
])("%s is no part of a catalog", (_what, files) => {
  expect(read({ "a.yaml": "", ...files })).toEqual({ paths: ["a.yaml"], findings: [] });
});

test("the output folder is no part of a catalog before it holds anything of ours", () => {
  expect(read(["a.yaml", "tree/x.yaml"], { out: "tree" })).toEqual({ paths: ["a.yaml"], findings: [] });
});

test("somebody else's manifest.json is none of ours", () => {
  const files = { "app/manifest.json": '{"name": "app", "icons": []}', "app/x.yaml": "" };
  expect(read(files).paths).toEqual(["app/x.yaml"]);
});

test.each([
  ["its own output folder", { out: "." }, "/. is also the output folder"],
  ["what was built", { catalog: "out" }, "/out is an output folder of intentlb"],
])("a catalog is not read from %s", (_what, options, message) => {
  const { paths, findings } = read({ "a.yaml": "", "out/manifest.json": MANIFEST }, options);
  expect(paths).toEqual([]);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toContain(message);
});

test("links that nobody could take for YAML are no business of a catalog's", () => {
  const links = {
    "to-file": "/etc/hostname",
    "to-nothing": "nowhere",
    "to-itself": "to-itself",
    "to-folder": "pages",
    "to-tree": "tree",
  };
  const files = { "a.yaml": "", "pages/down.html": "", "tree/manifest.json": MANIFEST, "tree/x.yaml": "" };
  expect(read(files, { links })).toEqual({ paths: ["a.yaml"], findings: [] });
});

test("links to YAML, and to folders with YAML in them, are errors", () => {
  const links = { "b.yaml": "a.yaml", "c.yml": "nowhere", more: "real" };
  const { paths, findings } = read(["a.yaml", "real/deep/x.yaml"], { links });
  expect(paths).toEqual(["a.yaml", "real/deep/x.yaml"]);
  expect(findings).toEqual(["b.yaml", "c.yml", "more"].map((path) => `catalog/link ${path} is a symbolic link`));
});

test("one file is a catalog, with the files of its folder that it names", () => {
  inTemporaryFolder({ "one.yaml": "fleet: {}\n", "other.yaml": "", "pages/down.html": "<p>" }, (folder) => {
    const { sources, read: readNamed } = readCatalog(join(folder, "one.yaml"), ({ message }) => expect.fail(message));
    expect(sources.map(({ path }) => path)).toEqual(["one.yaml"]);
    expect(readNamed("pages/down.html")).toEqual({ text: "<p>" });
  });
});

test("a file that is not YAML is no catalog", () => {
  expect(read({ "notes.txt": "" }, { catalog: "notes.txt" }).findings[0]).toMatch(
    /is neither a folder nor a YAML file/,
  );
});

const IGNORED = ["a.yaml", "drafts/b.yaml", "keep/c.yaml", "keep/d.tmp.yaml", "keep/deep/e.yaml", "x/F.yaml"];

test.each([
  ["a folder", "drafts/\n", ["a.yaml", "keep/c.yaml", "keep/d.tmp.yaml", "keep/deep/e.yaml", "x/F.yaml"]],
  ["files of a kind, and one of them not", "*.yaml\n!c.yaml\n", ["keep/c.yaml"]],
  [
    "a path from the top",
    "/keep/deep\n# remark\n\n*.tmp.yaml\n",
    ["a.yaml", "drafts/b.yaml", "keep/c.yaml", "x/F.yaml"],
  ],
  ["whatever lies at any depth", "**/e.yaml\nf.yaml", IGNORED.filter((path) => path !== "keep/deep/e.yaml")],
  ["nothing that lies in a folder that is left out", "keep/\n!keep/c.yaml", ["a.yaml", "drafts/b.yaml", "x/F.yaml"]],
  ["with the line ends of other systems", "drafts/\r\nkeep/\r\n", ["a.yaml", "x/F.yaml"]],
])(".intentlbignore leaves out %s", (_what, patterns, paths) => {
  const files = { ...Object.fromEntries(IGNORED.map((path) => [path, ""])), ".intentlbignore": patterns };
  expect(read(files)).toEqual({ paths, findings: [] });
});

test("the ignore file nearest to a path decides, and speaks of its own folder", () => {
  const files = {
    ".intentlbignore": "*.tmp.yaml\n",
    "keep/.intentlbignore": "!d.tmp.yaml\n/deep/\n",
    ...Object.fromEntries(IGNORED.map((path) => [path, ""])),
  };
  expect(read(files).paths).toEqual(["a.yaml", "drafts/b.yaml", "keep/c.yaml", "keep/d.tmp.yaml", "x/F.yaml"]);
});

test("links that an ignore file names are no business of a catalog's", () => {
  const files = { "a.yaml": "", ".intentlbignore": "b.yaml\nmore\n", "real/x.txt": "" };
  expect(read(files, { links: { "b.yaml": "a.yaml", more: "/etc" } })).toEqual({ paths: ["a.yaml"], findings: [] });
});

test("a .gitignore is git's alone", () => {
  expect(read({ "a.yaml": "", ".gitignore": "a.yaml\n" }).paths).toEqual(["a.yaml"]);
});
