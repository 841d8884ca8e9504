import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { END_OF_LINT, WatchedProgram } from "../../bench/editing/watched-program.ts";
import { packageRoot } from "../../src/package-root.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";
import { runCli } from "../support/run-cli.ts";

const TODAY = "2026-06-01";
const MINIMAL = readFileSync(join(packageRoot, "examples/minimal/catalog.yaml"), "utf8");

/** Watches a copy of the minimal example. `until` waits for an answer; there may be others of a file that is half written. */
async function watched(
  args: (at: (path: string) => string) => readonly string[],
  end: RegExp,
  work: (at: (path: string) => string, until: (isIt: (answer: string) => boolean) => Promise<void>) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "intentlb-"));
  const at = (path: string) => join(folder, path);
  mkdirSync(at("catalog"));
  writeFileSync(at("catalog/catalog.yaml"), MINIMAL);
  const program = new WatchedProgram([...args(at), "--today", TODAY], end);
  try {
    await work(
      (path) => at(`catalog/${path}`),
      async (isIt) => {
        while (!isIt(await program.answer()));
      },
    );
  } finally {
    program.stop();
    rmSync(folder, { recursive: true });
  }
}

const BROKEN = "services:\n  broken:\n    extends: std/nothing\n";
const isClean = (answer: string) => answer === "";

test("lint --watch answers again when a file is written, replaced, moved, added in a new folder, or removed", async () => {
  await watched(
    (at) => ["lint", at("catalog")],
    END_OF_LINT,
    async (at, until) => {
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
    },
  );
});

test("build --watch builds what is sound, and again when a file is saved", async () => {
  const args = (at: (path: string) => string) => ["build", at("catalog"), "--out", at("catalog/out")];
  await watched(args, /; [\d.]+ s\n$/, async (at, until) => {
    await until((answer) => / [1-9]\d* files written/.test(answer));
    const map = readFileSync(at("out/sourcemap.json"));
    writeFileSync(at("more.yaml"), BROKEN);
    await until((answer) => answer.includes("nothing written"));
    expect(readFileSync(at("out/sourcemap.json"))).toEqual(map);
    writeFileSync(at("more.yaml"), "teams:\n  nobody:\n    email: nobody@uni.example\n");
    await until((answer) => / [1-9]\d* files? written/.test(answer));
    expect(readFileSync(at("out/claims.json"), "utf8")).toContain("nobody@uni.example");
  });
});

test("who no longer reads the answers ends the watch", () => {
  inTemporaryFolder({ "catalog.yaml": MINIMAL }, (folder) => {
    const program = join(packageRoot, "dist/src/cli/main.js");
    const script = `(sleep 2; echo "teams: {}" > more.yaml; sleep 2; rm more.yaml) & "$0" "$1" lint --watch | head -n 1`;
    const { status, stdout } = spawnSync("sh", ["-c", script, process.execPath, program], {
      cwd: folder,
      encoding: "utf8",
      timeout: 120_000,
    });
    expect([status, stdout]).toEqual([0, expect.stringContaining("no findings")]);
  });
});

test("only people watch", () => {
  inTemporaryFolder({ "catalog.yaml": MINIMAL }, (folder) => {
    const { status, stderr } = runCli(["lint", "--watch", "--format", "json"], { cwd: folder });
    expect([status, stderr]).toEqual([2, "intentlb: --watch answers people, with --format pretty\n"]);
  });
});
