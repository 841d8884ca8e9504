import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";
import { readFolder } from "../support/read-folder.ts";
import { runCli } from "../support/run-cli.ts";

const MINIMAL = join(packageRoot, "examples/minimal");
const NOBODY = 65534;

/** The numbers in `12 files written, 0 unchanged, 0 removed`. */
function counts(stdout: string): number[] {
  const match = /: (\d+) files? written, (\d+) unchanged, (\d+) removed/.exec(stdout);
  return (match ?? []).slice(1).map(Number);
}

test("a build ends with a summary, and the next one has nothing to do", () => {
  inTemporaryFolder({}, (folder) => {
    const first = runCli(["build", MINIMAL], { cwd: folder });
    const number = readdirSync(join(folder, "out"), { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    ).length;
    expect(first).toMatchObject({ status: 0, stderr: "" });
    expect(first.stdout).toMatch(
      /: 2 nodes, 1 service\noutput out: \d+ files written, 0 unchanged, 0 removed\nno findings; \d+\.\d\d s\n$/,
    );
    expect(counts(first.stdout)).toEqual([number, 0, 0]);
    const tree = readFolder(join(folder, "out"));
    expect(counts(runCli(["build", MINIMAL], { cwd: folder }).stdout)).toEqual([0, number, 0]);
    expect(readFolder(join(folder, "out"))).toEqual(tree);
  });
});

test("--dry-run lists the files and writes nothing", () => {
  inTemporaryFolder({}, (folder) => {
    const { status, stdout } = runCli(["build", MINIMAL, "-o", "tree", "--dry-run"], { cwd: folder });
    expect(stdout).toMatch(/^write claims\.json$/m);
    expect(stdout).toMatch(/^write lb1\/etc\/nftables/m);
    expect(stdout).toContain(" (dry run)\n");
    expect({ status, left: readdirSync(folder) }).toEqual({ status: 0, left: [] });
  });
});

test("--node writes only that node's files", () => {
  inTemporaryFolder({}, (folder) => {
    expect(runCli(["build", MINIMAL, "--node", "lb1"], { cwd: folder }).status).toBe(0);
    const nodes = readdirSync(join(folder, "out"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(nodes.map((entry) => entry.name)).toEqual(["lb1"]);
  });
});

test.each([
  [["--node", "lb2"], "intentlb: there is no node `lb2`: did you mean `lb1`?\n"],
  [["--node", "lb1", MINIMAL], `intentlb: there is no node \`${MINIMAL}\`: write the catalog before --node\n`],
])("%s is a usage error", (args, stderr) => {
  inTemporaryFolder({}, (folder) => {
    const catalog = args.length === 2 ? [MINIMAL] : [];
    const result = runCli(["build", ...catalog, ...args], { cwd: catalog.length === 0 ? MINIMAL : folder });
    expect(result).toEqual({ status: 2, stdout: "", stderr });
    expect(existsSync(join(folder, "out"))).toBe(false);
  });
});

test("an error stops the build: findings on stderr, exit 1, the old tree unchanged", () => {
  inTemporaryFolder({}, (folder) => {
    cpSync(MINIMAL, join(folder, "catalog"), { recursive: true });
    runCli(["build", "catalog"], { cwd: folder });
    const tree = readFolder(join(folder, "out"));
    writeFileSync(
      join(folder, "catalog/more.yaml"),
      "services:\n  two: {extends: std/http-website, acces: {from: [world]}}\n",
    );
    const { status, stdout, stderr } = runCli(["build", "catalog"], { cwd: folder });
    expect(stderr).toContain("catalog/more.yaml:2:36");
    expect(stdout).toContain("out: nothing written\n");
    expect(status).toBe(1);
    expect(readFolder(join(folder, "out"))).toEqual(tree);
  });
});

test("--strict stops the build at warnings and notices, too", () => {
  inTemporaryFolder({}, (folder) => {
    cpSync(MINIMAL, join(folder, "catalog"), { recursive: true });
    writeFileSync(join(folder, "catalog/more.yaml"), "groups: {spare: {}}\n");
    expect(runCli(["build", "catalog", "--strict"], { cwd: folder })).toMatchObject({ status: 1 });
    expect(existsSync(join(folder, "out"))).toBe(false);
    const lax = runCli(["build", "catalog"], { cwd: folder });
    expect(lax).toMatchObject({ status: 0 });
    expect(lax.stderr).toContain("notice unused/group");
    expect(lax.stdout).toContain("\n1 notice; ");
  });
});

test("an edited file stops the build until --force", () => {
  inTemporaryFolder({}, (folder) => {
    runCli(["build", MINIMAL], { cwd: folder });
    const file = join(folder, "out/lb1/etc/nftables.d/intentlb.nft");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, `${text}# mine\n`);
    const { status, stderr } = runCli(["build", MINIMAL], { cwd: folder });
    expect(stderr).toContain("error output/hand-edited");
    expect(status).toBe(1);
    expect(readFileSync(file, "utf8")).toBe(`${text}# mine\n`);
    expect(runCli(["build", MINIMAL, "--force"], { cwd: folder }).status).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(text);
  });
});

test("a folder without write permission is reported, for users other than root", () => {
  inTemporaryFolder({}, (folder) => {
    cpSync(MINIMAL, join(folder, "catalog"), { recursive: true });
    // The user can reach the folder, but only read it.
    chmodSync(join(folder, ".."), 0o755);
    chmodSync(folder, 0o555);
    const options = process.getuid?.() === 0 ? { cwd: folder, uid: NOBODY } : { cwd: folder };
    const { status, stdout, stderr } = runCli(["build", "catalog"], options);
    chmodSync(folder, 0o755);
    expect(stderr).toMatch(/^error output\/unwritable .*permission denied/);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toContain("out: nothing written\n");
    expect(status).toBe(1);
  });
});

test("a catalog that the user cannot read is reported, too", () => {
  inTemporaryFolder({}, (folder) => {
    cpSync(MINIMAL, join(folder, "catalog"), { recursive: true });
    chmodSync(join(folder, ".."), 0o755);
    chmodSync(join(folder, "catalog/catalog.yaml"), 0o000);
    const options = process.getuid?.() === 0 ? { cwd: folder, uid: NOBODY } : { cwd: folder };
    const { status, stderr } = runCli(["build", "catalog", "--dry-run"], options);
    expect(stderr).toContain("error catalog/unreadable catalog.yaml cannot be read: permission denied");
    expect(status).toBe(1);
  });
});
