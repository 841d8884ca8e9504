import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { seal } from "../../src/output/manifest/seal.ts";
import { recover } from "../../src/output/transaction/recover.ts";
import { writeTree } from "../../src/output/transaction/write-tree.ts";
import { sha256 } from "../../src/output/tree/sha256.ts";
import { buryLocks } from "../support/bury-locks.ts";
import { collectDrafts } from "../support/collect-drafts.ts";
import { faultyFiles, Killed } from "../support/faulty-files.ts";
import { SCENARIOS } from "../support/output-scenarios.ts";
import { outcomeOf, prepare, rehearse } from "../support/rehearse-scenario.ts";
import { put, type Snapshot, snapshot } from "../support/snapshot.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const CFG = "lb1/etc/haproxy/haproxy.cfg";

/** The changed tree of the scenarios, killed before the given rename of the changes (0 is the first). */
function interrupted(renames: number) {
  const [, scenario] = SCENARIOS;
  if (scenario === undefined) throw new Error("no scenario");
  const states = rehearse(scenario);
  const parent = temporaryFolder();
  const out = prepare(scenario, states.template, parent);
  let seen = -1;
  let isKilled = false;
  const { files } = faultyFiles((operation) => {
    // The first rename is the journal's.
    if (operation === "renameSync") isKilled = isKilled || seen++ === renames;
    if (isKilled) throw new Killed();
  });
  expect(() => writeTree(out, scenario.after, {}, collectDrafts().report, files)).toThrow(Killed);
  const work = join(out, ".intentlb");
  buryLocks(work);
  const outcome = () => outcomeOf(parent, states.old, states.next);
  return {
    parent,
    out,
    work,
    outcome,
    write: () => attempt((report) => writeTree(out, scenario.after, {}, report) !== undefined),
  };
}

function attempt(action: (report: ReturnType<typeof collectDrafts>["report"]) => boolean) {
  const { report, drafts } = collectDrafts();
  const done = action(report);
  return { done, findings: drafts.map(({ code, message }) => `${code}: ${message}`) };
}

const recovered = (out: string, force = false) => attempt((report) => recover(out, report, force));

/** Everything except the lock, which the next command takes over. */
function standing(folder: string): Snapshot {
  return Object.fromEntries(Object.entries(snapshot(folder)).filter(([place]) => !place.includes("/lock.")));
}

/** Number of the staged change of a place. */
function numberOf(work: string, place: string): string {
  const { changes } = JSON.parse(readFileSync(join(work, "journal.json"), "utf8"));
  return String(changes.findIndex((change: { place: string }) => change.place === place));
}

describe("an interrupted build", () => {
  test("is completed by the next command, which reports it once", () => {
    const { out, outcome } = interrupted(2);
    expect(recovered(out)).toEqual({
      done: true,
      findings: [`output/recovered: ${out}: an interrupted build was completed`],
    });
    expect(outcome()).toBe("new");
    expect(recovered(out)).toEqual({ done: true, findings: [] });
  });

  test("is completed by the next build, too, before it reads anything", () => {
    const { out, outcome, write } = interrupted(2);
    expect(write()).toEqual({ done: true, findings: [`output/recovered: ${out}: an interrupted build was completed`] });
    expect(outcome()).toBe("new");
  });

  test.each([0, 2])("whose staged files are damaged, as after a power failure, is undone (%i renames)", (renames) => {
    const { out, work, outcome } = interrupted(renames);
    writeFileSync(join(work, "stage", numberOf(work, "lb3/etc/haproxy/haproxy.cfg")), "");
    expect(recovered(out).findings).toEqual([`output/recovered: ${out}: an interrupted build was undone`]);
    expect(outcome()).toBe("old");
  });

  test("that can be neither completed nor undone is an error; --force writes the new tree", () => {
    const { out, work, write } = interrupted(7);
    rmSync(join(work, "undo"), { recursive: true });
    writeFileSync(join(work, "stage", numberOf(work, "manifest.json")), "");
    const before = standing(out);
    expect(recovered(out).findings).toEqual([
      `output/damaged: ${out}: an interrupted build can be neither completed nor undone, because parts of it are lost`,
    ]);
    expect(write().done).toBe(false);
    expect(standing(out)).toEqual(before);
    expect(recovered(out, true).done).toBe(true);
  });

  test("does not overwrite an edit that was made since", () => {
    const { out, outcome } = interrupted(0);
    const wanted = readFileSync(join(out, CFG), "utf8");
    writeFileSync(join(out, CFG), "edited since\n");
    const before = standing(out);
    expect(recovered(out).findings).toEqual([
      `output/hand-edited: ${out}/${CFG} was changed while a build was interrupted: it is neither the old file nor the new one`,
    ]);
    expect(standing(out)).toEqual(before);
    writeFileSync(join(out, CFG), wanted);
    expect(recovered(out).done).toBe(true);
    expect(outcome()).toBe("new");
  });

  test("is completed over such an edit with --force", () => {
    const { out, outcome } = interrupted(0);
    writeFileSync(join(out, CFG), "edited since\n");
    expect(recovered(out, true).done).toBe(true);
    expect(outcome()).toBe("new");
  });

  test("is not completed through a folder that became a link since", () => {
    const { parent, out } = interrupted(0);
    const outside = join(parent, "outside");
    renameSync(join(out, "lb1/etc/haproxy"), outside);
    symlinkSync(outside, join(out, "lb1/etc/haproxy"));
    const before = standing(parent);
    for (const force of [false, true]) {
      expect(recovered(out, force).findings).toEqual([
        `output/link-in-the-way: ${out}/lb1/etc/haproxy became a symbolic link while a build was interrupted`,
      ]);
    }
    expect(standing(parent)).toEqual(before);
  });
});

describe("a journal that is not ours", () => {
  const folders = { vacate: [], create: [], prune: [] };
  const remove = (place: string) => ({ place, was: sha256("precious\n"), will: "absent" });
  const cases: Record<string, string> = {
    "cut short": '{"format": 1, "changes": [',
    "without a seal": JSON.stringify({ format: 1, changes: [], ...folders }),
    "that deletes what no manifest names": sealed({ format: 1, changes: [remove("precious")], ...folders }),
    "that leads out of the folder": sealed({ format: 1, changes: [remove("../precious")], ...folders }),
    "that removes folders outside": sealed({ format: 1, changes: [], ...folders, prune: ["../empty"] }),
    "of another shape": sealed({ format: 1, changes: [1], ...folders }),
  };

  test.each(Object.entries(cases))("%s changes nothing, and --force ignores it", (_, journal) => {
    const parent = temporaryFolder();
    const out = join(parent, "out");
    put(join(parent, "precious"), "precious\n");
    put(join(out, "precious"), "precious\n");
    mkdirSync(join(parent, "empty"));
    const clean = snapshot(parent);
    put(join(out, ".intentlb/journal.json"), journal);
    const before = snapshot(parent);
    expect(recovered(out).findings).toEqual([
      `output/damaged: ${out}/.intentlb/journal.json, the journal of an interrupted build of ${out}, has changed`,
    ]);
    expect(snapshot(parent)).toEqual(before);
    expect(recovered(out, true).done).toBe(true);
    expect(snapshot(parent)).toEqual(clean);
  });

  function sealed(value: object): string {
    return seal(JSON.stringify(value).slice(0, -1));
  }
});

describe("nothing to recover", () => {
  const places: Record<string, (out: string) => void> = {
    "where nothing is": () => undefined,
    "in a folder of others": (out) => put(join(out, "file"), "text\n"),
    "in a file": (out) => writeFileSync(out, ""),
    "behind a link": (out) => {
      const target = join(out, "../target");
      cpSync(import.meta.dirname, join(target, ".intentlb"), { recursive: true });
      symlinkSync(target, out);
    },
  };

  test.each(Object.entries(places))("%s", (_, make) => {
    const parent = temporaryFolder();
    const out = join(parent, "out");
    make(out);
    const before: Snapshot = snapshot(parent);
    expect(recovered(out)).toEqual({ done: true, findings: [] });
    expect(snapshot(parent)).toEqual(before);
  });
});
