import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WatchedLint } from "../../bench/editing/watched-lint.ts";
import { packageRoot } from "../../src/package-root.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";
import { runCli } from "../support/run-cli.ts";

const TODAY = "2026-06-01";
const MINIMAL = readFileSync(join(packageRoot, "examples/minimal/catalog.yaml"), "utf8");

/** Watches a copy of the minimal example. `until` waits for an answer; there may be others of a file that is half written. */
async function watched(
  work: (at: (path: string) => string, until: (isIt: (answer: string) => boolean) => Promise<void>) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "intentlb-"));
  writeFileSync(join(folder, "catalog.yaml"), MINIMAL);
  const lint = new WatchedLint(folder, TODAY);
  try {
    await work(
      (path) => join(folder, path),
      async (isIt) => {
        while (!isIt(await lint.answer()));
      },
    );
  } finally {
    lint.stop();
    rmSync(folder, { recursive: true });
  }
}

const BROKEN = "services:\n  broken:\n    extends: std/nothing\n";
const isClean = (answer: string) => answer === "";

test("lint --watch answers again when a file is written, replaced, moved, added in a new folder, or removed", async () => {
  await watched(async (at, until) => {
    await until(isClean);
    writeFileSync(at("more.yaml"), BROKEN);
    await until((answer) => answer.includes('services.broken extends "std/nothing", but there is no such profile'));
    writeFileSync(at("more.yaml~"), "teams: {}\n");
    renameSync(at("more.yaml~"), at("more.yaml"));
    await until(isClean);
    mkdirSync(at("below/further"), { recursive: true });
    renameSync(at("more.yaml"), at("below/further/more.yaml"));
    await until(isClean);
    writeFileSync(at("below/further/more.yaml"), BROKEN);
    await until((answer) => answer.includes("below/further/more.yaml:3:14"));
    rmSync(at("below"), { recursive: true });
    await until(isClean);
  });
});

test("only people watch", () => {
  inTemporaryFolder({ "catalog.yaml": MINIMAL }, (folder) => {
    const { status, stderr } = runCli(["lint", "--watch", "--format", "json"], { cwd: folder });
    expect([status, stderr]).toEqual([2, "intentlb: --watch answers people, with --format pretty\n"]);
  });
});
