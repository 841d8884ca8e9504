import { existsSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { recover } from "../../src/output/transaction/recover.ts";
import { writeTree } from "../../src/output/transaction/write-tree.ts";
import { buryLocks } from "../support/bury-locks.ts";
import { collectDrafts } from "../support/collect-drafts.ts";
import { failAt, Killed, killAt } from "../support/faulty-files.ts";
import { type Texts, treeOf } from "../support/output-trees.ts";
import { snapshot } from "../support/snapshot.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/**
 * Few names and texts, so that files become folders or links and files again, and foreign files are in the way or happen
 * to be identical.
 */
const name = fc.constantFrom("a", "b", "c");
const place = fc.array(name, { minLength: 2, maxLength: 4 }).map((names) => names.join("/"));
const text = fc.constantFrom("one\n", "two\n", "three\n", "-> a", "-> b");

/** Removes paths that are both a file and a folder. */
const texts = fc.dictionary(place, text, { maxKeys: 6, noNullPrototype: true }).map((all): Texts => {
  const places = Object.keys(all);
  return Object.fromEntries(
    Object.entries(all).filter(([one]) => !places.some((other) => other.startsWith(`${one}/`))),
  );
});

/** A build that succeeds, is killed at an operation, or fails at one. */
const build = fc.record({
  texts,
  how: fc.constantFrom("plain", "plain", "forced", "killed", "failing"),
  at: fc.integer({ min: 1, max: 150 }),
});
const meddling = fc.record({ what: fc.constantFrom("file", "link", "nothing"), place, text });
const steps = fc.array(fc.oneof({ weight: 3, arbitrary: build }, { weight: 2, arbitrary: meddling }), {
  maxLength: 14,
});

test("after any sequence of builds, kills and edits, our files are as built, and foreign files are never lost without --force", () => {
  const root = temporaryFolder();
  const seen = new Set<string>();
  let run = 0;
  fc.assert(
    fc.property(steps, (taken) => {
      const out = join(root, String(run++), "out");
      mkdirSync(join(out, "../outside/a"), { recursive: true });
      writeFileSync(join(out, "../outside/a/a"), "outside\n");
      let ours: Texts = {};
      for (const step of taken) {
        if ("what" in step) meddle(step, out);
        else ours = take(step, out, ours, seen);
      }
      expect(snapshot(join(out, "../outside"))).toEqual({ "a/a": "outside\n" });
    }),
    { numRuns: 400 },
  );
  // The sequences covered all cases.
  expect([...seen].sort()).toEqual(
    ["plain", "forced", "killed", "failing"].flatMap((how) => [`${how} new`, `${how} old`]).sort(),
  );
});

interface Build {
  readonly texts: Texts;
  readonly how: string;
  readonly at: number;
}

/** Builds, and returns our files afterwards. */
function take({ texts: wanted, how, at }: Build, out: string, ours: Texts, seen: Set<string>): Texts {
  const before = look(out);
  // Foreign files are those that the last build did not write, or that changed since.
  const theirs = Object.entries(before).filter(([one, content]) => one !== "manifest.json" && ours[one] !== content);
  const kept = how === "forced" ? theirs.filter(([one]) => !(one in ours) && !(one in wanted)) : theirs;
  const isDone = how === "plain" || how === "forced" ? goThrough(how, wanted, out) : interrupt(how, at, wanted, out);

  const { "manifest.json": manifest, ...now } = look(out);
  const isNew = isDone ?? JSON.stringify({ ...now, "manifest.json": manifest }) !== JSON.stringify(before);
  seen.add(`${how} ${isNew ? "new" : "old"}`);
  if (!isNew) {
    expect({ ...now, ...(manifest === undefined ? {} : { "manifest.json": manifest }) }).toEqual(before);
    return ours;
  }
  expect(now).toEqual({ ...wanted, ...Object.fromEntries(kept) });
  expect(manifest).toBeDefined();
  return wanted;
}

/** Returns whether the tree was written. A dry run before it must agree. */
function goThrough(how: string, wanted: Texts, out: string): boolean {
  const options = { force: how === "forced" };
  const dry = writeTree(out, treeOf(wanted), { ...options, dryRun: true }, () => undefined);
  const { report, codes } = collectDrafts();
  const result = writeTree(out, treeOf(wanted), options, report);
  expect(result).toEqual(dry);
  expect(codes().length > 0).toBe(result === undefined);
  return result !== undefined;
}

/** Interrupts a build, then runs the next command, which may find either tree. */
function interrupt(how: string, at: number, wanted: Texts, out: string): undefined {
  const { files } = how === "killed" ? killAt(at) : failAt(at, "ENOSPC");
  try {
    writeTree(out, treeOf(wanted), {}, () => undefined, files);
  } catch (error) {
    expect(error).toBeInstanceOf(Killed);
  }
  // A real process would be gone by now.
  buryLocks(join(out, ".intentlb"), join(dirname(out), ".out.intentlb"));
  const { report, codes } = collectDrafts();
  expect([recover(out, report), codes().filter((code) => code !== "output/recovered")]).toEqual([true, []]);
}

/** Puts something of the user's at a path if possible, or removes what is there. */
function meddle({ what, place: at, text: content }: { what: string; place: string; text: string }, out: string): void {
  const path = join(out, at);
  if (!existsSync(out) || !isRoom(path, out)) return;
  rmSync(path, { recursive: true, force: true });
  if (what === "nothing") return;
  mkdirSync(dirname(path), { recursive: true });
  if (what === "file" && !content.startsWith("-> ")) writeFileSync(path, content);
  else if (what === "file") symlinkSync(content.slice(3), path);
  else symlinkSync(join(out, "../outside"), path);
}

/** Whether every parent is a folder or absent. */
function isRoom(path: string, out: string): boolean {
  if (path === out) return true;
  const folder = dirname(path);
  if (!isRoom(folder, out)) return false;
  const stat = lstatSync(folder, { throwIfNoEntry: false });
  return stat === undefined || stat.isDirectory();
}

/** Files and links, without empty folders: a build removes those that it emptied. */
function look(out: string): Texts {
  if (!existsSync(out)) return {};
  const entries = Object.entries(snapshot(out)).filter(([one]) => !one.endsWith("/"));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
