import { mkdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { readCatalog } from "../../src/catalog/read/read-catalog.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";

/** Paths that are read in a folder with empty files of these names, and the findings. */
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

test("all YAML files below the folder are read, with any case of the extension, except hidden ones", () => {
  const names = ["a.yaml", "b.yml", "below/C.YAML", "d.Yml", "d.yaml.bak", "notes.txt", ".hidden.yaml", ".git/e.yaml"];
  expect(read(names)).toEqual({ paths: ["a.yaml", "b.yml", "below/C.YAML", "d.Yml"], findings: [] });
});

test.each([
  [
    "an output folder of any name and depth",
    { "below/build.d/manifest.json": MANIFEST, "below/build.d/lb1/x.yaml": "" },
  ],
  ["an output folder whose manifest was edited", { "t/manifest.json": MANIFEST.replace("…", "0"), "t/x.yaml": "" }],
  ["the incomplete output of a killed build", { "t/.intentlb/journal.json": "{}", "t/lb1/x.yaml": "" }],
])("%s is not part of a catalog", (_what, files) => {
  expect(read({ "a.yaml": "", ...files })).toEqual({ paths: ["a.yaml"], findings: [] });
});

test("the output folder is not part of a catalog, even before it contains files of ours", () => {
  expect(read(["a.yaml", "tree/x.yaml"], { out: "tree" })).toEqual({ paths: ["a.yaml"], findings: [] });
});

test("a foreign manifest.json does not mark an output folder", () => {
  const files = { "app/manifest.json": '{"name": "app", "icons": []}', "app/x.yaml": "" };
  expect(read(files).paths).toEqual(["app/x.yaml"]);
});

test.each([
  ["its own output folder", { out: "." }, "/. is also the output folder"],
  ["its output", { catalog: "out" }, "/out is an output folder of intentlb"],
])("a catalog is not read from %s", (_what, options, message) => {
  const { paths, findings } = read({ "a.yaml": "", "out/manifest.json": MANIFEST }, options);
  expect(paths).toEqual([]);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toContain(message);
});

test("links without a YAML name are ignored", () => {
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

test("a single file is a catalog, with the files in its folder that it refers to", () => {
  inTemporaryFolder({ "one.yaml": "fleet: {}\n", "other.yaml": "", "pages/down.html": "<p>" }, (folder) => {
    const { sources, read: readNamed } = readCatalog(join(folder, "one.yaml"), ({ message }) => expect.fail(message));
    expect(sources.map(({ path }) => path)).toEqual(["one.yaml"]);
    expect(readNamed("pages/down.html")).toEqual({ text: "<p>" });
  });
});

test("a file that is not YAML is not a catalog", () => {
  expect(read({ "notes.txt": "" }, { catalog: "notes.txt" }).findings[0]).toMatch(
    /is neither a folder nor a YAML file/,
  );
});

const IGNORED = ["a.yaml", "drafts/b.yaml", "keep/c.yaml", "keep/d.tmp.yaml", "keep/deep/e.yaml", "x/F.yaml"];

test.each([
  ["a folder", "drafts/\n", ["a.yaml", "keep/c.yaml", "keep/d.tmp.yaml", "keep/deep/e.yaml", "x/F.yaml"]],
  ["a pattern with an exception", "*.yaml\n!c.yaml\n", ["keep/c.yaml"]],
  [
    "a path from the top",
    "/keep/deep\n# remark\n\n*.tmp.yaml\n",
    ["a.yaml", "drafts/b.yaml", "keep/c.yaml", "x/F.yaml"],
  ],
  ["a name at any depth", "**/e.yaml\nf.yaml", IGNORED.filter((path) => path !== "keep/deep/e.yaml")],
  ["everything in an excluded folder", "keep/\n!keep/c.yaml", ["a.yaml", "drafts/b.yaml", "x/F.yaml"]],
  ["paths with CRLF line ends", "drafts/\r\nkeep/\r\n", ["a.yaml", "x/F.yaml"]],
])(".intentlbignore leaves out %s", (_what, patterns, paths) => {
  const files = { ...Object.fromEntries(IGNORED.map((path) => [path, ""])), ".intentlbignore": patterns };
  expect(read(files)).toEqual({ paths, findings: [] });
});

test("the ignore file nearest to a path decides, and is relative to its own folder", () => {
  const files = {
    ".intentlbignore": "*.tmp.yaml\n",
    "keep/.intentlbignore": "!d.tmp.yaml\n/deep/\n",
    ...Object.fromEntries(IGNORED.map((path) => [path, ""])),
  };
  expect(read(files).paths).toEqual(["a.yaml", "drafts/b.yaml", "keep/c.yaml", "keep/d.tmp.yaml", "x/F.yaml"]);
});

test("links that an ignore file excludes are ignored", () => {
  const files = { "a.yaml": "", ".intentlbignore": "b.yaml\nmore\n", "real/x.txt": "" };
  expect(read(files, { links: { "b.yaml": "a.yaml", more: "/etc" } })).toEqual({ paths: ["a.yaml"], findings: [] });
});

test("a .gitignore has no effect", () => {
  expect(read({ "a.yaml": "", ".gitignore": "a.yaml\n" }).paths).toEqual(["a.yaml"]);
});
