import { expect, test } from "vitest";
import { notesOn } from "../../../src/cli/report/diff/compared-with.ts";
import type { FileDiff } from "../../../src/diff/diff-files.ts";
import { fileDiff } from "./sample-diff.ts";

const FILE = fileDiff({});
const OUT = { kind: "output", folder: "out" } as const;

/** Notes on files that differ while nothing changes for people. */
function notes(...files: FileDiff[]): string[] {
  return notesOn({ changes: [], files, nodes: { total: 1, changed: [] }, isNew: false, isInterrupted: false }, OUT);
}

test("files that change without words are counted", () => {
  expect(notes(FILE, { ...FILE, path: "etc/bird/bird.conf" })).toEqual([
    "2 files would change in ways that no word describes: this version of intentlb writes them differently",
  ]);
});

test("what somebody edited, or what only follows from the rest, needs no words", () => {
  expect(notes({ ...FILE, isHandEdited: true }, { ...FILE, nodes: [], path: "claims.json" })).toEqual([]);
});
