import { spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FindingDraft } from "../../src/contract/finding.ts";
import { recover } from "../../src/output/transaction/recover.ts";
import { type WriteResult, writeTree } from "../../src/output/transaction/write-tree.ts";
import { collectDrafts } from "../support/collect-drafts.ts";
import { describeWith } from "../support/daemons.ts";
import { SCENARIOS } from "../support/output-scenarios.ts";
import { outcomeOf, rehearse } from "../support/rehearse-scenario.ts";
import { compileDriver, type Ended, ended, run } from "../support/run-output-driver.ts";
import { snapshot } from "../support/snapshot.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

let driver: ReturnType<typeof compileDriver>;
beforeAll(() => {
  driver = compileDriver();
});
afterAll(() => driver.remove());

/** The changed tree of the scenarios. */
const CHANGED = 1;
const IS_ROOT = process.getuid?.() === 0;

/** Root can do everything, so another user has to try. */
const AS_PLAIN_USER = IS_ROOT ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];

interface Said {
  readonly result?: WriteResult;
  readonly drafts: readonly FindingDraft[];
}

function said(process: Ended): Said {
  expect(process).toMatchObject({ status: 0, stderr: "" });
  return JSON.parse(process.stdout.replace("holding\n", ""));
}

const write = async (out: string, prefix: readonly string[] = []): Promise<Said> =>
  said(await run([...prefix, process.execPath, driver.program, "write", out, String(CHANGED)]));

/** A copy of the old tree of the scenario, and the two states. */
function old(): { parent: string; out: string; states: ReturnType<typeof rehearse> } {
  const scenario = SCENARIOS[CHANGED];
  if (scenario === undefined) throw new Error("no scenario");
  const states = rehearse(scenario);
  const parent = temporaryFolder();
  cpSync(states.template, parent, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return { parent, out: join(parent, "out"), states };
}

/** Path, mode, size and time of every file: what is restored is the same file, not a copy. */
async function filesWithTimes(folder: string): Promise<string[]> {
  const { stdout } = await run(["find", folder, "-type", "f", "-printf", "%p %m %s %T@\\n"]);
  return stdout.split("\n").sort();
}

describe("without permission", () => {
  test.each([
    [
      "to write to the output folder",
      (out: string) => chmodSync(out, 0o555),
      /\/out\/\.intentlb: permission denied \(mkdir\)/,
    ],
    [
      "to write to a folder inside",
      (out: string) => chmodSync(join(out, "lb1/etc/haproxy"), 0o555),
      /\/haproxy\.cfg: permission denied \(rename\); nothing was changed/,
    ],
    [
      "to read a file",
      (out: string) => chmodSync(join(out, "lb1/etc/same"), 0o000),
      /\/lb1\/etc\/same: permission denied \(open\)/,
    ],
    ["to look into a folder", (out: string) => chmodSync(join(out, "lb1/etc"), 0o000), /permission denied \(lstat\)/],
  ])("%s, the old tree stays", async (_, forbid, message) => {
    const { parent, out, states } = old();
    if (IS_ROOT) await run(["chown", "-R", "65534:65534", parent]);
    forbid(out);
    const before = await filesWithTimes(parent);
    const { result, drafts } = await write(out, AS_PLAIN_USER);
    expect(result).toBeUndefined();
    expect(drafts.map(({ code }) => code)).toEqual(["output/unwritable"]);
    expect(drafts[0]?.message).toMatch(message);
    expect(drafts[0]?.help).toMatch(/permission/);
    expect(await filesWithTimes(parent)).toEqual(before);
    for (const path of ["lb1/etc", "lb1/etc/haproxy", "lb1/etc/same"]) chmodSync(join(out, path), 0o755);
    chmodSync(join(out, "lb1/etc/same"), 0o644);
    chmodSync(out, 0o755);
    expect(outcomeOf(parent, states.old, states.next)).toBe("old");
  });

  test("to make a new folder, nothing is left behind", async () => {
    const parent = temporaryFolder();
    chmodSync(parent, 0o555);
    const { drafts } = await write(join(parent, "out"), AS_PLAIN_USER);
    expect(drafts[0]?.message).toMatch(/permission denied/);
    expect(readdirSync(parent)).toEqual([]);
    chmodSync(parent, 0o755);
  });

  test("in the parent, an own output folder can still be written", async () => {
    const { parent, out, states } = old();
    if (IS_ROOT) await run(["chown", "-R", "65534:65534", out]);
    chmodSync(parent, 0o555);
    const { drafts } = await write(out, AS_PLAIN_USER);
    chmodSync(parent, 0o755);
    expect(drafts).toEqual([]);
    expect(outcomeOf(parent, states.old, states.next)).toBe("new");
  });
});

describeWith(["namespaces"], "on a small file system", () => {
  const inNamespace = (script: string, ...rest: string[]) =>
    run(["unshare", ...(IS_ROOT ? ["-m"] : ["-Urm"]), "sh", "-euc", script, "sh", ...rest]);

  test("that is nearly full, the tree is the old or the new one, and the failure is reported", async () => {
    const place = temporaryFolder();
    const script = 'mount -t tmpfs -o size=400k,nr_inodes=200 tmpfs "$1"; exec "$2" "$3" fill "$1/out"';
    const child = await inNamespace(script, place, process.execPath, driver.program);
    expect(child).toMatchObject({ status: 0, stderr: "" });
    const attempts: { done: boolean; kind: string; whole: boolean; isLeft: boolean; drafts: FindingDraft[] }[] =
      child.stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
    expect(attempts.filter(({ whole, isLeft }) => !whole || isLeft)).toEqual([]);
    for (const kind of ["bytes", "inodes"]) {
      const ofKind = attempts.filter((attempt) => attempt.kind === kind);
      expect(ofKind.filter(({ done }) => done).length).toBeGreaterThan(3);
      expect(ofKind.filter(({ done }) => !done).length).toBeGreaterThan(3);
    }
    for (const { done, drafts } of attempts) {
      if (done) expect(drafts).toEqual([]);
      else
        expect(drafts).toMatchObject([{ code: "output/unwritable", message: expect.stringMatching(/no space left/) }]);
    }
  });

  test("that is read-only, the old tree stays", async () => {
    const { parent, out, states } = old();
    const script = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"; exec "$2" "$3" write "$1/out" 1';
    const { drafts } = said(await inNamespace(script, parent, process.execPath, driver.program));
    expect(drafts).toMatchObject([{ code: "output/unwritable", message: expect.stringMatching(/read-only/) }]);
    expect(outcomeOf(parent, states.old, states.next)).toBe("old");
    expect(existsSync(out)).toBe(true);
  });

  test("that is mounted inside the output folder, the old tree stays", async () => {
    const { parent, states } = old();
    const script =
      'mount -t tmpfs tmpfs "$1/out/lb2"; "$2" "$3" write "$1/out" 1; ls -A "$1/out/lb2" >&2; umount "$1/out/lb2"';
    const { drafts } = said(await inNamespace(script, parent, process.execPath, driver.program));
    expect(drafts).toMatchObject([
      { code: "output/unwritable", message: expect.stringMatching(/another file system/) },
    ]);
    expect(outcomeOf(parent, states.old, states.next)).toBe("old");
  });
});

describe("several builds at once", () => {
  test("into an existing folder: a second build is rejected while the first writes", async () => {
    const { parent, out, states } = old();
    await sentAwayWhile(out);
    expect(outcomeOf(parent, states.old, states.next)).toBe("new");
  });

  test("into a new folder: the same", async () => {
    const out = join(temporaryFolder(), "out");
    await sentAwayWhile(out);
    expect(readdirSync(join(out, ".."))).toEqual(["out"]);
  });

  /** Pauses a build in the middle, tries others, and resumes it. */
  async function sentAwayWhile(out: string): Promise<void> {
    const child = spawn(process.execPath, [driver.program, "hold", out, String(CHANGED)]);
    const end = ended(child);
    await Promise.race([new Promise((resolve) => child.stdout.once("data", resolve)), end]);
    const before = snapshot(join(out, ".."));
    const scenario = SCENARIOS[CHANGED];
    if (scenario === undefined) throw new Error("no scenario");
    for (const options of [{}, { force: true }, { dryRun: true }]) {
      const { report, drafts } = collectDrafts();
      expect(writeTree(out, scenario.after, options, report)).toBeUndefined();
      expect(drafts).toMatchObject([{ code: "output/locked", help: expect.stringContaining("lock.") }]);
    }
    const { report, codes } = collectDrafts();
    expect(recover(out, report)).toBe(false);
    expect(codes()).toEqual(["output/locked"]);
    expect(snapshot(join(out, ".."))).toEqual(before);
    child.stdin.end();
    const { drafts, result } = said(await end);
    expect(drafts).toEqual([]);
    expect(result?.written.length).toBeGreaterThan(3);
  }

  test("started together, each writes the whole tree or is rejected, and nothing is left behind", async () => {
    const { parent, out, states } = old();
    // If all of them give way to each other, none writes; then they are started once more.
    let written = 0;
    for (let round = 0; round < 10 && written === 0; round++) {
      const all = await Promise.all(Array.from({ length: 8 }, () => write(out)));
      for (const { result, drafts } of all) {
        expect(drafts.map(({ code }) => code)).toEqual(result === undefined ? ["output/locked"] : []);
      }
      written = all.filter(({ result }) => result !== undefined).length;
    }
    expect(written).toBeGreaterThan(0);
    expect(outcomeOf(parent, states.old, states.next)).toBe("new");
  });

  test("a lock of another machine is respected, and the finding says what to delete", () => {
    const { out } = old();
    mkdirSync(join(out, ".intentlb"));
    const lock = join(out, ".intentlb/lock.1.1.00000000.00000000");
    writeFileSync(lock, "");
    const { report, drafts } = collectDrafts();
    expect(recover(out, report)).toBe(false);
    expect(drafts[0]?.help).toContain(`delete ${lock}`);
  });
});
