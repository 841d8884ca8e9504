import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";
import { cliEnvironment, PROGRAM, runCli } from "../support/run-cli.ts";
import { smallCatalog } from "../support/small-catalog.ts";

/** The hook in the README, without its indentation. */
const HOOK = (
  /(?<=\n\n) {4}#!\/bin\/sh\n(?: {4}.*\n)+/.exec(readFileSync(join(packageRoot, "README.md"), "utf8"))?.[0] ?? ""
).replaceAll(/^ {4}/gm, "");

const CATALOG = Object.fromEntries(
  Object.entries(smallCatalog("description: Home page")).map(([path, text]) => [`loadbalancing/${path}`, text]),
);

/** Changes files (undefined removes one) and commits; returns whether the hook passed, and the output. */
type Commit = (files: Readonly<Record<string, string | undefined>>) => {
  readonly passed: boolean;
  readonly said: string;
};

/** A repository with the hook and a catalog in the folder `loadbalancing`. */
function inRepository(body: (commit: Commit) => void): void {
  inTemporaryFolder({ ".gitignore": "bin\n" }, (folder) => {
    const env = cliEnvironment({
      PATH: `${join(folder, "bin")}:${process.env["PATH"]}`,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
    });
    const git = (...args: string[]) => {
      const who = ["-c", "user.name=op", "-c", "user.email=op@shop.example"];
      const { status, stdout, stderr } = spawnSync("git", [...who, ...args], { cwd: folder, encoding: "utf8", env });
      return { passed: status === 0, said: stdout + stderr };
    };
    const words = [process.execPath, ...PROGRAM].map((word) => `'${word}'`).join(" ");
    expect(git("init", "--quiet").passed).toBe(true);
    for (const below of ["bin", "loadbalancing", ".git/hooks"]) mkdirSync(join(folder, below), { recursive: true });
    writeFileSync(join(folder, "bin/intentlb"), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
    writeFileSync(join(folder, ".git/hooks/pre-commit"), HOOK, { mode: 0o755 });
    body((files) => {
      for (const [path, text] of Object.entries(files)) {
        if (text === undefined) rmSync(join(folder, path));
        else writeFileSync(join(folder, path), text);
      }
      expect(git("add", "--all")).toEqual({ passed: true, said: "" });
      return git("commit", "--quiet", "--message", "a change");
    });
  });
}

test("the README's hook accepts good commits and stops bad ones, even if they remove a file", () => {
  inRepository((commit) => {
    expect(commit(CATALOG)).toEqual({
      passed: true,
      said: expect.stringContaining("\n1 service, 5 nodes: 2 warnings"),
    });
    const misspelt = "services: {two: {extends: sitte}}\n";
    expect(commit({ "loadbalancing/a b.yaml": misspelt })).toEqual({
      passed: false,
      said: expect.stringContaining("loadbalancing/a b.yaml:1:27"),
    });
    expect(commit({ "loadbalancing/a b.yaml": "teams: {}\n" }).passed).toBe(true);
    expect(commit({ "loadbalancing/a b.yaml": undefined }).passed).toBe(true);
    expect(commit({ "loadbalancing/site.yaml": undefined })).toEqual({
      passed: false,
      said: expect.stringContaining("loadbalancing/www.yaml:3:14"),
    });
  });
});

test("the hook ignores commits outside the catalog, even of YAML", () => {
  inRepository((commit) => {
    expect(commit(CATALOG).passed).toBe(true);
    const passed = { passed: true, said: "" };
    expect(commit({ "notes.txt": "x" })).toEqual(passed);
    expect(commit({ "docker-compose.yaml": "services: [\n" })).toEqual(passed);
    expect(commit({ "docker-compose.yaml": undefined })).toEqual(passed);
  });
});

test("lint --help shows the same hook", () => {
  expect(runCli(["lint", "--help"]).stdout).toContain(`  ${HOOK.split("\n")[1]}\n`);
});
