import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isAbout, lintScope } from "../../src/cli/request/lint-scope.ts";
import { Source } from "../../src/contract/source.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";

const FILES = {
  "one/base.yaml": "teams: {}\n\nfleet:\n  name: one\n",
  "one/services/web.yaml": "services: {}\n",
  "one/pages/down.html": "<p>",
  "two/base.yml": '"fleet" : {name: two}\n',
  "loud/BASE.YAML": "fleet: {name: loud}\n",
  "alone/a.yaml": "fleet: {name: a}\nnodes: {}\nservices: {}\n",
  "alone/b.yaml": "fleet: {name: b}\nnodes: {}\nservices: {}\n",
  "alone/other.yaml": "apiVersion: v1\n",
  "parts/all.yaml": "fleet: {name: p}\nnodes: {}\nservices: {}\n",
  "parts/more.yaml": "services: {}\n",
  "loose/a.yaml": "services: {fleet: {}}\n",
};

function scopeIn(paths: readonly string[], catalog?: string): unknown {
  let scope: unknown;
  inTemporaryFolder(FILES, (folder) => {
    mkdirSync(join(folder, ".git"));
    const found = lintScope(
      paths.map((path) => join(folder, path)),
      catalog === undefined ? undefined : join(folder, catalog),
    );
    scope =
      typeof found === "string"
        ? found.replaceAll(`${folder}/`, "")
        : { catalog: found.catalog.replace(`${folder}/`, ""), ...(found.files && { files: [...found.files] }) };
  });
  return scope;
}

test.each([
  [["one"], undefined, { catalog: "one" }],
  [["one/services/web.yaml"], undefined, { catalog: "one", files: ["services/web.yaml"] }],
  [["one/pages/down.html", "one/base.yaml"], undefined, { catalog: "one", files: ["pages/down.html", "base.yaml"] }],
  [["two/base.yml"], undefined, { catalog: "two", files: ["base.yml"] }],
  [["loud/BASE.YAML"], undefined, { catalog: "loud", files: ["BASE.YAML"] }],
  [["alone/a.yaml"], undefined, { catalog: "alone/a.yaml", files: ["a.yaml"] }],
  [["parts/all.yaml"], undefined, { catalog: "parts", files: ["all.yaml"] }],
  [["alone/a.yaml"], "alone/a.yaml", { catalog: "alone/a.yaml", files: ["a.yaml"] }],
  [["loose/a.yaml"], "loose", { catalog: "loose", files: ["a.yaml"] }],
])("%s with --catalog %s", (paths, catalog, want) => {
  expect(scopeIn(paths, catalog)).toEqual(want);
});

test.each([
  [["one", "two"], undefined, "give one catalog folder, or only files"],
  [["one", "one/base.yaml"], undefined, "give one catalog folder, or only files"],
  [["one"], "two", "give the catalog once: as the argument, or with --catalog"],
  [["one/base.yaml"], "two", "one/base.yaml is outside the catalog two"],
  [["alone/b.yaml"], "alone/a.yaml", "alone/b.yaml is outside the catalog alone/a.yaml"],
  [["one/base.yaml"], "three", "three is neither a folder nor a YAML file"],
  [["one/none.yaml"], undefined, "one/none.yaml does not exist"],
  [["one/base.yaml", "two/base.yml"], undefined, "the files belong to different catalogs: lint one catalog at a time"],
  [
    ["loose/a.yaml"],
    undefined,
    "loose/a.yaml is not in a catalog: no folder above it has a YAML file with a `fleet` section; set --catalog",
  ],
])("%s with --catalog %s is rejected", (paths, catalog, want) => {
  expect(scopeIn(paths, catalog)).toBe(want);
});

test("a catalog behind a link is the same catalog", () => {
  inTemporaryFolder(FILES, (folder) => {
    symlinkSync("one", join(folder, "link"));
    const scope = lintScope([join(folder, "one/services/web.yaml")], join(folder, "link"));
    expect(scope).toEqual({ catalog: join(folder, "link"), files: new Set(["services/web.yaml"]) });
  });
});

test("without arguments, it is the current folder or the one of --catalog", () => {
  expect(lintScope([], undefined)).toEqual({ catalog: "." });
  expect(lintScope([], "there")).toEqual({ catalog: "there" });
});

test("a finding is about the files of its location and notes, or about all files if it has no location", () => {
  const at = { source: new Source("a.yaml", "x"), start: 0, end: 1 };
  const elsewhere = { source: new Source("b.yaml", "x"), start: 0, end: 1 };
  const builtIn = { source: new Source("a.yaml", "x", "built-in"), start: 0, end: 1 };
  const base = { code: "yaml/syntax", severity: "error", message: "m", notes: [] } as const;
  const files = new Set(["a.yaml"]);
  expect(isAbout({ ...base, at }, files)).toBe(true);
  expect(isAbout({ ...base, at: elsewhere }, files)).toBe(false);
  expect(isAbout({ ...base, at: builtIn }, files)).toBe(false);
  expect(isAbout({ ...base, at: elsewhere, notes: [{ message: "n", at }] }, files)).toBe(true);
  expect(isAbout(base, files)).toBe(true);
  expect(isAbout({ ...base, at: elsewhere }, undefined)).toBe(true);
});
