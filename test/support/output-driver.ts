import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { FindingDraft } from "../../src/contract/finding.ts";
import { writeTree } from "../../src/output/transaction/write-tree.ts";
import { faultyFiles } from "./faulty-files.ts";
import { SCENARIOS } from "./output-scenarios.ts";
import { treeOf } from "./output-trees.ts";
import { snapshot } from "./snapshot.ts";

/**
 * Program that writes trees, for tests that kill it, or need another user, umask or file system:
 * `write OUT SCENARIO [KILL]` writes the scenario's tree and kills itself before the KILLth operation;
 * `hold OUT SCENARIO` waits in the middle until its standard input closes; `fill OUT` writes to a disk with varying free space.
 * Prints JSON.
 */
const [command = "", out = "", argument = "", kill = "0"] = process.argv.slice(2);
const drafts: FindingDraft[] = [];
const report = (draft: FindingDraft) => drafts.push(draft);
let held = false;

if (command === "fill") fill();
else {
  const scenario = SCENARIOS[Number(argument)];
  if (scenario === undefined) throw new Error(`no scenario ${argument}`);
  const { files } = faultyFiles((operation, number) => {
    if (command === "hold" && operation === "renameSync") waitForEnd();
    if (number === Number(kill)) process.kill(process.pid, "SIGKILL");
  });
  const result = writeTree(out, scenario.after, scenario.options, report, files);
  print({ result, drafts });
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Reports that it is in the middle, and reads until the other side closes the pipe. */
function waitForEnd(): void {
  if (held) return;
  held = true;
  writeSync(1, "holding\n");
  readFileSync(0);
}

/** Writes two trees alternately while a filler leaves more and more space, and reports each result. */
function fill(): void {
  const texts = ["a", "b"].map((letter) =>
    Object.fromEntries(
      Array.from({ length: 12 }, (_, n) => [`lb${n % 3}/etc/${letter}/${n}`, `${letter.repeat(3000)}\n`]),
    ),
  );
  const parent = dirname(out);
  const filler = join(parent, "filler");
  const inodes = join(parent, "inodes");
  let turn = 0;
  for (let room = 0; room < 44; room++) {
    for (const kind of ["bytes", "inodes"]) {
      const wanted = texts[turn % 2] ?? {};
      mkdirSync(inodes);
      if (kind === "bytes") fillBytes(filler, room * 4096);
      else fillInodes(inodes, room);
      drafts.length = 0;
      const done = writeTree(out, treeOf(wanted), {}, report) !== undefined;
      rmSync(filler, { force: true });
      rmSync(inodes, { recursive: true });
      const expected = done ? wanted : turn === 0 ? {} : (texts[(turn + 1) % 2] ?? {});
      print({ room, kind, done, drafts, whole: isWhole(expected), isLeft: isLeft(parent) });
      if (done) turn++;
    }
  }
}

/** Whether the output folder has these files and a manifest, or does not exist if there are none. */
function isWhole(texts: Readonly<Record<string, string>>): boolean {
  if (Object.keys(texts).length === 0) return !existsSync(out);
  const { "manifest.json": manifest, ...files } = snapshot(out);
  const entries = Object.entries(files);
  return (
    manifest !== undefined &&
    entries.length === Object.keys(texts).length &&
    entries.every(([place, text]) => texts[place] === text)
  );
}

function isLeft(parent: string): boolean {
  return existsSync(join(out, ".intentlb")) || readdirSync(parent).some((name) => name !== "out");
}

function fillBytes(filler: string, room: number): void {
  const fd = openSync(filler, "w");
  const page = Buffer.alloc(4096, 1);
  try {
    for (;;) writeSync(fd, page);
  } catch {
    // The disk is full.
  }
  closeSync(fd);
  const size = readFileSync(filler).length;
  writeFileSync(filler, Buffer.alloc(Math.max(0, size - room), 1));
}

function fillInodes(folder: string, room: number): void {
  let made = 0;
  try {
    for (;;) writeFileSync(join(folder, String(made++)), "");
  } catch {
    // No inodes are left.
  }
  for (let n = 0; n < room; n++) rmSync(join(folder, String(n)), { force: true });
}
