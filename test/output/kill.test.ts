import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { recover } from "../../src/output/transaction/recover.ts";
import { writeTree } from "../../src/output/transaction/write-tree.ts";
import { buryLocks } from "../support/bury-locks.ts";
import { collectDrafts } from "../support/collect-drafts.ts";
import { Killed, killAt } from "../support/faulty-files.ts";
import { SCENARIOS } from "../support/output-scenarios.ts";
import { outcomeOf, prepare, rehearse } from "../support/rehearse-scenario.ts";
import { compileDriver, run } from "../support/run-output-driver.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** The next command, which may only report that it recovered something. */
function recoverFully(out: string): void {
  const { report, drafts } = collectDrafts();
  expect([recover(out, report), drafts.filter(({ code }) => code !== "output/recovered")]).toEqual([true, []]);
}

describe.each(SCENARIOS.map((scenario, index) => ({ ...scenario, index })))("$name", (scenario) => {
  test("rehearsal: the trees differ, and nothing is left in the work folders", () => {
    const { old, next, operations } = rehearse(scenario);
    expect(old.texts).not.toEqual(next.texts);
    expect(Object.keys(next.texts).filter((place) => place.includes(".intentlb"))).toEqual([]);
    expect(operations).toBeGreaterThan(50);
  });

  test("stopped before any operation, the next command finds the old or the new tree", () => {
    const { template, old, next, operations } = rehearse(scenario);
    const outcomes: string[] = [];
    for (let number = 1; number <= operations; number++) {
      const parent = temporaryFolder();
      const out = prepare(scenario, template, parent);
      const { files } = killAt(number);
      expect(() => writeTree(out, scenario.after, scenario.options, collectDrafts().report, files)).toThrow(Killed);
      buryLocks(join(out, ".intentlb"), join(parent, ".out.intentlb"));
      recoverFully(out);
      const outcome = outcomeOf(parent, old, next);
      expect(outcome, `killed before operation ${number}`).toBeTypeOf("string");
      outcomes.push(String(outcome));
    }
    // Once the new tree is final, it stays.
    expect(outcomes.lastIndexOf("old")).toBe(outcomes.indexOf("new") - 1);
  });

  test("a recovery that is stopped before any operation is recovered, too", () => {
    const { template, old, next, operations } = rehearse(scenario);
    // Six kills spread over the build, and for each every operation of the recovery.
    for (let sixth = 1; sixth <= 6; sixth++) {
      const first = Math.floor((operations * sixth) / 6.1);
      for (let second = 1; ; second++) {
        const parent = temporaryFolder();
        const out = prepare(scenario, template, parent);
        const { report } = collectDrafts();
        expect(() => writeTree(out, scenario.after, scenario.options, report, killAt(first).files)).toThrow(Killed);
        buryLocks(join(out, ".intentlb"), join(parent, ".out.intentlb"));
        const again = killAt(second);
        let isDone = false;
        try {
          isDone = recover(out, report, false, again.files);
        } catch (error) {
          expect(error).toBeInstanceOf(Killed);
        }
        buryLocks(join(out, ".intentlb"), join(parent, ".out.intentlb"));
        recoverFully(out);
        expect(outcomeOf(parent, old, next), `killed at ${first}, recovery at ${second}`).toBeTypeOf("string");
        if (isDone) break;
      }
    }
  });
});

/** Of each of two trees. */
const KILLS = 100;

describe("real kills", () => {
  let driver: ReturnType<typeof compileDriver>;
  beforeAll(() => {
    driver = compileDriver();
  });
  afterAll(() => driver.remove());

  test("200 kills, spread over the operations of a new and of a changed tree", async () => {
    let kills = 0;
    for (const index of [0, 1]) {
      const scenario = SCENARIOS[index];
      if (scenario === undefined) throw new Error(`no scenario ${index}`);
      const { template, old, next, operations } = rehearse(scenario);
      const seen = new Set<unknown>();
      const numbers = Array.from(
        { length: KILLS },
        (_, kill) => 1 + Math.floor((kill * (operations - 1)) / (KILLS - 1)),
      );
      const worker = async () => {
        for (let number = numbers.pop(); number !== undefined; number = numbers.pop()) {
          const parent = temporaryFolder();
          const out = prepare(scenario, template, parent);
          const child = await run([process.execPath, driver.program, "write", out, String(index), String(number)]);
          expect(child).toMatchObject({ signal: "SIGKILL", stderr: "" });
          kills++;
          recoverFully(out);
          const outcome = outcomeOf(parent, old, next);
          expect(outcome, `killed before operation ${number}`).toBeTypeOf("string");
          seen.add(outcome);
        }
      };
      await Promise.all([worker(), worker(), worker()]);
      expect([...seen].sort()).toEqual(["new", "old"]);
    }
    expect(kills).toBe(200);
  });

  test("files that a killed build did not change keep their mtime", async () => {
    const [, scenario] = SCENARIOS;
    if (scenario === undefined) throw new Error("no scenario");
    const { template, operations } = rehearse(scenario);
    const out = prepare(scenario, template, temporaryFolder());
    const before = lstatSync(join(out, "lb1/etc/same")).mtimeMs;
    await run([process.execPath, driver.program, "write", out, "1", String(operations - 10)]);
    expect(readdirSync(out)).toContain(".intentlb");
    recoverFully(out);
    expect(lstatSync(join(out, "lb1/etc/same")).mtimeMs).toBe(before);
  });
});
