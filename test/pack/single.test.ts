import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { cliEnvironment, PROGRAM, runCli } from "../support/run-cli.ts";

/** The executable from its archive, outside the tree, without a Node on the path. */
describe("the single executable", () => {
  let home: string;
  let archive: string;
  let executable: string;

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "intentlb-single-test-"));
    const script = ["--import", "tsx", join(packageRoot, "scripts/package-single.ts"), join(home, "packed")];
    execFileSync(process.execPath, script, { cwd: packageRoot, stdio: "pipe" });
    archive = join(home, "packed", readdirSync(join(home, "packed"))[0] ?? "");
    execFileSync("tar", ["--extract", "--file", archive, "--directory", home, "--strip-components=1"]);
    executable = join(home, "intentlb");
    cpSync(join(packageRoot, "examples/minimal"), join(home, "minimal"), { recursive: true });
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  const run = (...args: string[]) => {
    const env = cliEnvironment({ PATH: "/nonexistent", XDG_CACHE_HOME: join(home, "cache") });
    const { status, stdout, stderr } = spawnSync(executable, args, { cwd: home, encoding: "utf8", env });
    return { status, stdout, stderr };
  };
  /** Output of the compiled program for the same arguments. */
  const tree = (...args: string[]) => runCli(args, { cwd: home });

  test("is below 45 MB when packed", () => {
    expect(statSync(archive).size).toBeLessThan(45e6);
  });

  test.each([
    ["--version"],
    ["--help"],
    ["schema"],
    ["lint", "minimal"],
    ["show", "service", "www", "-c", "minimal"],
    ["show", "profile", "std/ldap", "-c", "minimal"],
    ["explain", "www.access", "-c", "minimal"],
    ["completion", "zsh"],
  ])("%s prints the same as the compiled program", (...args) => {
    expect(run(...args)).toEqual(tree(...args));
  });

  test("builds the campus example to the same bytes, and then finds no differences", () => {
    cpSync(join(packageRoot, "examples/campus"), join(home, "campus"), { recursive: true });
    expect(run("build", "campus", "-o", "out").status).toBe(0);
    const here = [...PROGRAM, "build", "campus", "-o", "here"];
    execFileSync(process.execPath, here, { cwd: home, env: cliEnvironment(), stdio: "ignore" });
    execFileSync("diff", ["--recursive", "--no-dereference", "here", "out"], { cwd: home });
    expect(run("diff", "campus", "-o", "out")).toMatchObject({ status: 0 });
  });

  test("recognises its last build", () => {
    const first = run("build", "minimal", "-o", "recalled");
    expect(first.stdout).toMatch(/ [1-9]\d* files written/);
    expect(run("build", "minimal", "-o", "recalled").stdout).toMatch(/\b0 files written/);
  });

  test("reports mistakes, which needs the schema", () => {
    cpSync(join(home, "minimal"), join(home, "wrong"), { recursive: true });
    writeFileSync(join(home, "wrong/wrong.yaml"), "services: {x: {extneds: std/tcp}}\n");
    expect(run("lint", "wrong")).toMatchObject({
      status: 1,
      stdout: expect.stringContaining("did you mean `extends`?"),
    });
  });

  test("creates a clean catalog", () => {
    expect(run("init", "started").status).toBe(0);
    expect(run("lint", "started", "--strict")).toMatchObject({ status: 0 });
  });

  test.each([["check"], ["prove"]])("says that %s needs another package", (command) => {
    expect(run(command, "minimal")).toMatchObject({
      status: 2,
      stdout: "",
      stderr: expect.stringContaining("install the npm package or the Debian package"),
    });
  });
});
