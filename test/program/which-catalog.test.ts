import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";
import { type CliResult, runCli } from "../support/run-cli.ts";

const MINIMAL = join(packageRoot, "examples/minimal");

type Run = (...args: string[]) => CliResult;

/** Runs commands in a catalog folder that `init` created. */
function inCatalog(work: (run: Run, folder: string) => void): void {
  inTemporaryFolder({}, (folder) => {
    const run: Run = (...args) => runCli([...args], { cwd: folder });
    expect(run("init").status).toBe(0);
    work(run, folder);
  });
}

test("an output folder inside the catalog is not read, wherever -o put it: build, lint and build again", () => {
  inTemporaryFolder({}, (folder) => {
    cpSync(join(packageRoot, "examples/campus"), folder, { recursive: true });
    const run: Run = (...args) => runCli(args, { cwd: folder });
    const out = "below/deep/tree";
    mkdirSync(join(folder, "below/deep"), { recursive: true });
    expect(run("build", "-o", out)).toMatchObject({ status: 0 });
    // With Apache, the output contains links.
    expect(lstatSync(join(folder, out, "web3/etc/apache2/mods-enabled/alias.load")).isSymbolicLink()).toBe(true);
    expect(run("build", "-o", out).stdout).toContain(": 0 files written");
    writeFileSync(join(folder, out, "extra.yaml"), "what a catalog would read and choke on");
    expect(run("lint")).toMatchObject({ status: 0 });
  });
});

test("a folder with foreign YAML gives one finding", () => {
  const documents = Array.from({ length: 300 }, (_, index) => [
    `k8s/pod${index}.yaml`,
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n---\nkind: !Ref x\n`,
  ]);
  const files = {
    ...Object.fromEntries(documents),
    "compose.yaml": "services: {web: {image: x, ports: [80:80]}}\nnetworks: {a: null}\n",
    "lock.yaml": "packages:\n".concat(...Array.from({ length: 5000 }, (_, index) => `  /a/${index}: {x: 1}\n`)),
  };
  inTemporaryFolder(files, (folder) => {
    const { status, stdout } = runCli(["lint", "--format", "json"], { cwd: folder });
    expect(status).toBe(1);
    const findings: { code: string; message: string }[] = JSON.parse(stdout);
    expect(findings.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "catalog/no-fleet no file has a `fleet` section: is this a catalog?",
    ]);
  });
});

test("a misspelt `fleet` section is reported as such", () => {
  inCatalog((run, folder) => {
    const path = join(folder, "fleet.yaml");
    writeFileSync(path, readFileSync(path, "utf8").replace(/^fleet:/m, "fleets:"));
    expect(run("lint").stdout).toContain("did you mean `fleet`?");
  });
});

/** The sections of the starter catalog in one file, next to unrelated files. */
function inOneFile(work: (run: Run, folder: string) => void): void {
  inCatalog((_run, folder) => {
    const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
    const text = names.map((name) => readFileSync(join(folder, name), "utf8")).join("\n");
    mkdirSync(join(folder, "one"));
    writeFileSync(join(folder, "one/shop.yaml"), text);
    writeFileSync(join(folder, "one/pod.yaml"), "apiVersion: v1\n");
    writeFileSync(join(folder, "one/other.yaml"), text);
    work((...args) => runCli(args, { cwd: join(folder, "one") }), folder);
  });
}

test.each([
  ["lint", ["lint", "shop.yaml"], 0, "1 service, 6 nodes: no findings"],
  ["lint, by --catalog", ["lint", "-c", "shop.yaml"], 0, "1 service, 6 nodes: no findings"],
  ["build", ["build", "shop.yaml"], 0, "files written, 0 unchanged"],
  ["diff", ["diff", "shop.yaml", "--stat"], 2, "lb1"],
  ["show", ["show", "service", "shop", "-c", "shop.yaml"], 0, "www.shop.example"],
  ["explain", ["explain", "shop.vip", "--catalog", "shop.yaml"], 0, "shop.yaml:"],
  ["prove", ["prove", "shop.yaml", "--list"], 0, "shop"],
  ["names", ["names", "service", "-c", "shop.yaml"], 0, "shop\n"],
] as const)("one file is a catalog for %s", (_name, args, status, text) => {
  inOneFile((run) => {
    const result = run(...args);
    expect(result.stderr).not.toContain("error");
    expect(result).toMatchObject({ status, stdout: expect.stringContaining(text) });
  });
});

test("findings of a catalog of one file have its path", () => {
  inOneFile((_run, folder) => {
    writeFileSync(
      join(folder, "one/shop.yaml"),
      `${readFileSync(join(folder, "one/shop.yaml"), "utf8")}\nservice: {}\n`,
    );
    expect(runCli(["lint", "one/shop.yaml"], { cwd: folder }).stdout).toContain(" one/shop.yaml:");
  });
});

test("lint reports a file that is excluded", () => {
  inTemporaryFolder({}, (folder) => {
    cpSync(MINIMAL, folder, { recursive: true });
    writeFileSync(join(folder, ".intentlbignore"), "draft.yaml\n");
    writeFileSync(join(folder, "draft.yaml"), "services: 1\n");
    const { status, stderr } = runCli(["lint", "draft.yaml"], { cwd: folder });
    expect(status).toBe(0);
    expect(stderr).toMatch(/^intentlb: draft\.yaml is not part of the catalog: excluded by \.intentlbignore/);
  });
});
