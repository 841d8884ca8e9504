import { applyPatch } from "diff";
import fc from "fast-check";
import { expect, test } from "vitest";
import { diffLines } from "../../src/diff/diff-lines.ts";
import { diffTexts } from "../../src/diff/diff-texts.ts";
import { processorTime } from "../support/processor-time.ts";

/** Few different lines, so that they repeat and move. */
const LINES = fc.array(fc.constantFrom("a", "b", "c", "  server web1", "}", ""), { maxLength: 40 });

test("a diff turns the old text into the new one", () => {
  fc.assert(
    fc.property(LINES, LINES, (before, after) => {
      const [old, now] = [before, after].map((lines) => lines.map((line) => `${line}\n`).join(""));
      const { lines, added, removed } = diffTexts(old ?? "", now ?? "");
      expect(applyPatch(old ?? "", `--- a\n+++ b\n${lines.map((line) => `${line}\n`).join("")}`)).toBe(now);
      expect(lines.filter((line) => line.startsWith("+"))).toHaveLength(added);
      expect(lines.filter((line) => line.startsWith("-"))).toHaveLength(removed);
      expect(added - removed).toBe(after.length - before.length);
    }),
  );
});

test("regions contain no equal lines, and do not touch each other", () => {
  fc.assert(
    fc.property(LINES, LINES, (before, after) => {
      let last = { oldEnd: -1, newEnd: -1 };
      for (const region of diffLines(before, after)) {
        expect(region.oldEnd - region.oldStart + region.newEnd - region.newStart).toBeGreaterThan(0);
        expect(region.oldStart > last.oldEnd && region.newStart > last.newEnd).toBe(true);
        last = region;
      }
      expect(diffLines(before, before)).toEqual([]);
    }),
  );
});

test("a hunk looks like the output of diff -u", () => {
  const old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
  expect(diffTexts(old, old.replace("5\n", "five\n")).lines).toEqual([
    "@@ -2,7 +2,7 @@",
    ...[" 2", " 3", " 4", "-5", "+five", " 6", " 7", " 8"],
  ]);
  expect(diffTexts("", "1\n").lines).toEqual(["@@ -0,0 +1,1 @@", "+1"]);
  expect(diffTexts("1\n", "").lines).toEqual(["@@ -1,1 +0,0 @@", "-1"]);
});

/** A file with many similar sections; `changed` sets the text and number of a line in each. */
function longFile(sections: number, changed: string): string {
  const section = (index: number): string =>
    `\nbackend b${index}\n    balance roundrobin\n    option httpchk\n    server web1 10.0.0.1:80 ${changed}\n    server web2 10.0.0.2:80\n`;
  return Array.from({ length: sections }, (_, index) => section(index)).join("");
}

test("a long file with a change in each section is fast", () => {
  const [old, now] = [longFile(4000, "weight 1"), longFile(4000, "weight 2")];
  const took = processorTime(() => expect(diffTexts(old, now)).toMatchObject({ added: 4000, removed: 4000 }));
  // The general algorithm takes ten seconds or more.
  expect(took).toBeLessThan(4000);
});

test("a long file without unique lines, all of them new, is fast, too", () => {
  const [old, now] = ["a\nb\n", "c\nd\n"].map((lines) => lines.repeat(12_000));
  const took = processorTime(() => {
    expect(diffTexts(old ?? "", now ?? "")).toMatchObject({ added: 24_000, removed: 24_000 });
  });
  expect(took).toBeLessThan(4000);
});
