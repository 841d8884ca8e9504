import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { recover } from "../../src/output/transaction/recover.ts";
import { writeTree } from "../../src/output/transaction/write-tree.ts";
import { buryLocks } from "../support/bury-locks.ts";
import { collectDrafts } from "../support/collect-drafts.ts";
import { failAt, faultyFiles, Killed, systemError } from "../support/faulty-files.ts";
import { SCENARIOS } from "../support/output-scenarios.ts";
import { outcomeOf, prepare, rehearse } from "../support/rehearse-scenario.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Without EACCES and EPERM, after which an empty folder may remain that no snapshot has. */
const CODES = ["ENOSPC", "EIO", "EROFS", "EDQUOT"];

describe.each(SCENARIOS)("$name", (scenario) => {
  test("whichever operation fails, the tree is intact at once, and the failure is reported", () => {
    const { template, old, next, operations } = rehearse(scenario);
    const outcomes = new Set<unknown>();
    for (let number = 1; number <= operations; number++) {
      const parent = temporaryFolder();
      const out = prepare(scenario, template, parent);
      const { report, drafts, codes } = collectDrafts();
      const code = CODES[number % CODES.length] ?? "";
      const result = writeTree(out, scenario.after, scenario.options, report, failAt(number, code).files);
      const told = `${code} at operation ${number}: ${JSON.stringify(drafts)}`;
      const outcome = outcomeOf(parent, old, next, [".intentlb", ".out.intentlb"]);
      outcomes.add(outcome);
      // A failure during clean-up comes after the new tree is in place.
      if (result !== undefined) expect([outcome, codes()], told).toEqual(["new", []]);
      else expect([["old", "new"].includes(String(outcome)), codes()], told).toEqual([true, ["output/unwritable"]]);
      for (const { message, help } of drafts) {
        expect(message).not.toMatch(/undefined|\[object/);
        expect(help).toBeDefined();
      }
      buryLocks(join(out, ".intentlb"), join(parent, ".out.intentlb"));
      expect(recover(out, collectDrafts().report)).toBe(true);
      expect(outcomeOf(parent, old, next), `${told}, after the next command`).toBe(outcome);
    }
    expect([...outcomes].sort()).toEqual(["new", "old"]);
  });

  test("if it is killed while it rolls back a failure, the next command completes the rollback", () => {
    const { template, old, next, operations } = rehearse(scenario);
    for (let failure = Math.floor(operations / 2); failure <= operations; failure += 9) {
      for (let kill = failure + 1 + (failure % 3); kill < failure + 60; kill += 5) {
        const parent = temporaryFolder();
        const out = prepare(scenario, template, parent);
        const { files } = faultyFiles((operation, number) => {
          if (number === failure) throw systemError(operation, "ENOSPC");
          if (number >= kill) throw new Killed();
        });
        let isKilled = false;
        try {
          writeTree(out, scenario.after, scenario.options, collectDrafts().report, files);
        } catch (error) {
          expect(error).toBeInstanceOf(Killed);
          isKilled = true;
        }
        buryLocks(join(out, ".intentlb"), join(parent, ".out.intentlb"));
        const { report, drafts } = collectDrafts();
        expect([recover(out, report), drafts.filter((draft) => draft.code !== "output/recovered")]).toEqual([true, []]);
        expect(outcomeOf(parent, old, next), `failed at ${failure}, killed at ${kill}`).toBeTypeOf("string");
        if (!isKilled) break;
      }
    }
  });
});
