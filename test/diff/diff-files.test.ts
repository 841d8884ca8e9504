import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { diffFiles } from "../../src/diff/diff-files.ts";
import { outputTree } from "../../src/diff/old-tree.ts";
import { readManifest } from "../../src/output/manifest/read-manifest.ts";
import { writeTree } from "../../src/output/transaction/write-tree.ts";
import { type Texts, treeOf } from "../support/output-trees.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const OLD: Texts = {
  "web1/etc/same": "-> ../same",
  "web1/etc/elsewhere": "-> ../old",
  "web1/etc/gone": "-> ../old",
  "web1/etc/file": "../old\n",
  "web2/etc/touched": "-> ../old",
};
const NEW: Texts = {
  "web1/etc/same": "-> ../same",
  "web1/etc/elsewhere": "-> ../new",
  "web1/etc/file": "-> ../old",
  "web1/etc/new": "-> ../new",
  "web2/etc/new": "-> ../new",
  "web2/etc/touched": "-> ../old",
};

test("links differ by their target", () => {
  const out = join(temporaryFolder(), "out");
  writeTree(out, treeOf(OLD), {}, () => undefined);
  rmSync(join(out, "web2/etc/touched"));
  symlinkSync("../mine", join(out, "web2/etc/touched"));
  const last = readManifest(out);
  if (last.kind !== "manifest") throw new Error("there is no manifest");
  const found = diffFiles(outputTree(out, last.manifest), treeOf(NEW));
  const said = found.map(({ status, nodes, path, lines, facts, isHandEdited }) => [
    [status, ...nodes, path, ...(isHandEdited ? ["by hand"] : [])].join(" "),
    lines.filter((line) => !line.startsWith("@@")),
    facts,
  ]);
  const link = ["a symbolic link"];
  expect(said).toEqual([
    ["changed web1 etc/elsewhere", ["-../old", "+../new"], link],
    ["changed web1 etc/file", [], link],
    ["added web1 web2 etc/new", ["+../new"], link],
    ["changed web2 etc/touched by hand", ["-../mine", "+../old"], link],
    ["removed web1 etc/gone", ["-../old"], link],
  ]);
});
