import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scaffoldGenerator } from "../../scripts/scaffold-generator.ts";
import { packageRoot } from "../../src/package-root.ts";

/** The parts of the package that a generator needs to be compiled, checked and tested. */
const PARTS = ["src", "generators", "bench", "scripts", "schemas", "services", "test/golden", "test/support"];
const FILES = ["package.json", "tsconfig.json", "biome.json", "vitest.config.ts"];

describe("a scaffolded generator", () => {
  let copy: string;

  beforeAll(() => {
    copy = realpathSync(mkdtempSync(join(tmpdir(), "intentlb-new-")));
    for (const path of [...PARTS, ...FILES]) cpSync(join(packageRoot, path), join(copy, path), { recursive: true });
    symlinkSync(join(packageRoot, "node_modules"), join(copy, "node_modules"));
    if (readdirSync(packageRoot).includes("dist")) symlinkSync(join(packageRoot, "dist"), join(copy, "dist"));
  });

  afterAll(() => rmSync(copy, { recursive: true }));

  test("is written and registered", () => {
    const { status, stdout } = run("tsx", "scripts/new-generator.ts", "name-server");
    expect(stdout).toContain("written: generators/name-server/index.ts");
    expect(stdout).toContain("written: generators/registry.ts");
    expect(status).toBe(0);
  });

  test("has its codes in the union of codes", () => {
    const index = join(copy, "generators/name-server/index.ts");
    const code = "name-server/odd-zone";
    const codes = `codes: { "${code}": { severity: "warning", about: "A zone is odd." } },`;
    const lint = `lint: (_input, report) => report({ code: "${code}", message: "a zone is odd" }),`;
    writeFileSync(index, readFileSync(index, "utf8").replace("codes: {},", `${codes}\n  ${lint}`));
    expect(run("tsx", "scripts/generate.ts").stdout).toContain("written: src/contract/finding-code.ts");
    expect(readFileSync(join(copy, "src/contract/finding-code.ts"), "utf8")).toContain(`| "${code}"`);
  });

  test("compiles", () => {
    const { stdout } = run("tsc", "--noEmit");
    expect(stdout.split("\n").filter((line) => line.startsWith("generators/"))).toEqual([]);
  });

  test("passes the linter", () => {
    const { status, stdout, stderr } = run(
      "biome",
      "check",
      "--error-on-warnings",
      "--vcs-enabled=false",
      "generators/name-server",
    );
    expect(`${stdout}${stderr}`).toContain("Checked");
    expect(status, `${stdout}${stderr}`).toBe(0);
  });

  test("emits its golden file", () => {
    const { status, stdout, stderr } = run("vitest", "run", "test/golden", "-t", "golden files of name-server");
    expect(status, `${stdout}${stderr}`).toBe(0);
    expect(stdout).toMatch(/Tests\s.*1 passed/);
  });

  test("does not overwrite another, and rejects names with another meaning", () => {
    expect(run("tsx", "scripts/new-generator.ts", "name-server")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("generators/name-server is there already"),
    });
    expect(scaffoldGenerator(packageRoot, "balance")).toBe("balance is a key of service in the language already");
    for (const name of ["", "../x", "Name", "a--b", "1st", "a_b"]) {
      expect(scaffoldGenerator(packageRoot, name)).toBe(`${name} is no name: small letters, digits, single dashes`);
    }
  });

  function run(program: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
    const env = { ...process.env, NO_COLOR: "1" };
    return spawnSync(join(copy, "node_modules/.bin", program), args, { cwd: copy, encoding: "utf8", env });
  }
});
