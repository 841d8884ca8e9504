import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { describeWith } from "../support/daemons.ts";

/** The hook as pre-commit installs it: from the last commit, compiled and packed by npm. */
describeWith(["pre-commit"], "the hook for pre-commit", () => {
  let home: string;
  let repository: string;

  const run = (program: string, ...args: string[]) => {
    const env = {
      ...process.env,
      GIT_CONFIG_GLOBAL: "/dev/null",
      PRE_COMMIT_HOME: join(home, "installed"),
      npm_config_prefer_offline: "true",
    };
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: repository, encoding: "utf8", env });
    return { passed: status === 0, said: stdout + stderr };
  };
  const commit = () => {
    run("git", "add", "--all");
    return run("git", "-c", "user.name=op", "-c", "user.email=op@shop.example", "commit", "--message", "a change");
  };

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "intentlb-pre-commit-"));
    repository = join(home, "repository");
    mkdirSync(repository);
    cpSync(join(packageRoot, "examples/minimal"), join(repository, "loadbalancing"), { recursive: true });
    run("git", "init", "--quiet");
    const { stdout } = spawnSync("git", ["rev-parse", "HEAD"], { cwd: packageRoot, encoding: "utf8" });
    const hooks = `hooks: [{id: intentlb-lint, args: [loadbalancing]}]`;
    writeFileSync(
      join(repository, ".pre-commit-config.yaml"),
      `repos: [{repo: '${packageRoot}', rev: ${stdout.trim()}, ${hooks}}]\n`,
    );
    run("pre-commit", "install", "--install-hooks");
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  test("accepts a good commit", () => {
    expect(commit()).toEqual({ passed: true, said: expect.stringMatching(/intentlb lint\.+Passed/) });
  });

  test("stops a wrong file, and says where", () => {
    writeFileSync(join(repository, "loadbalancing/a b.yaml"), "services: {two: {extends: sitte}}\n");
    expect(commit()).toEqual({ passed: false, said: expect.stringContaining("loadbalancing/a b.yaml:1:27") });
    rmSync(join(repository, "loadbalancing/a b.yaml"));
  });

  test("stops a commit that removes a required file", () => {
    rmSync(join(repository, "loadbalancing"), { recursive: true });
    expect(commit()).toEqual({ passed: false, said: expect.stringContaining("loadbalancing") });
  });
});
