import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeCode } from "../../scripts/packaging/make-code.ts";
import { packageRoot } from "../../src/package-root.ts";

/** The package as users get it: packed here, installed elsewhere. */
describe("the packed package", () => {
  let home: string;
  let packed: string[];

  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "intentlb-pack-"));
    // Already compiled before the tests; compiling again would remove files that other tests use.
    const report = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", home], {
      cwd: packageRoot,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [{ filename, files }] = JSON.parse(report) as [{ filename: string; files: { path: string }[] }];
    packed = files.map(({ path }) => path);
    writeFileSync(join(home, "package.json"), '{"name": "elsewhere", "version": "1.0.0", "private": true}');
    // Packages outside npm's cache come over the network, which may fail once.
    const install = [
      "install",
      "--no-audit",
      "--no-fund",
      "--prefer-offline",
      "--fetch-retries=5",
      join(home, filename),
    ];
    execFileSync("npm", install, { cwd: home, stdio: "ignore" });
    cpSync(join(packageRoot, "examples/minimal"), join(home, "minimal"), { recursive: true });
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  test("is the program that was compiled here, in every file", () => {
    for (const folder of ["dist/src", "dist/generators"]) {
      const installed = join(home, "node_modules/intentlb", folder);
      execFileSync("diff", ["--recursive", "--exclude=*.map", join(packageRoot, folder), installed]);
    }
  });

  test("builds the smallest example to the same bytes", () => {
    execFileSync(join(home, "node_modules/.bin/intentlb"), ["build", "minimal", "-o", "out"], {
      cwd: home,
      stdio: "pipe",
    });
    const here = join(home, "here");
    execFileSync(process.execPath, [join(packageRoot, "dist/src/cli/main.js"), "build", "minimal", "-o", here], {
      cwd: home,
      stdio: "pipe",
    });
    expect(readFileSync(join(home, "out/manifest.json"))).toEqual(readFileSync(join(here, "manifest.json")));
  });

  test("reports mistakes, which needs the schema", () => {
    writeFileSync(join(home, "minimal/wrong.yaml"), "services: {x: {extneds: std/tcp}}\n");
    const run = () =>
      execFileSync(join(home, "node_modules/.bin/intentlb"), ["lint", "minimal"], {
        cwd: home,
        encoding: "utf8",
        stdio: "pipe",
      });
    expect(run).toThrow(
      expect.objectContaining({ status: 1, stdout: expect.stringContaining("did you mean `extends`?") }),
    );
    rmSync(join(home, "minimal/wrong.yaml"));
  });

  test("starts from V8's code of its bundle, and also without one of the two", () => {
    const bundle = join(home, "node_modules/intentlb/dist/intentlb.cjs");
    const code = join(home, "node_modules/intentlb/dist/intentlb.code");
    const lint = () =>
      execFileSync(join(home, "node_modules/.bin/intentlb"), ["lint", "minimal"], { cwd: home, encoding: "utf8" });
    // The package has that of another Node, perhaps.
    writeFileSync(code, makeCode(process.execPath, "used"));
    const program = `await import("./tune-engine.js");
      const { loadBundle } = await import("./load-bundle.js");
      console.log(loadBundle().script.cachedDataRejected);`;
    const said = execFileSync(process.execPath, ["--input-type=module", "--eval", program], {
      cwd: join(home, "node_modules/intentlb/dist/src/cli"),
      encoding: "utf8",
    });
    expect(said).toBe("false\n");
    const before = lint();
    expect(before).toContain("no findings");
    writeFileSync(code, readFileSync(code).fill(0, 0, 64));
    expect(lint()).toBe(before);
    rmSync(code);
    expect(lint()).toBe(before);
    rmSync(bundle);
    expect(lint()).toBe(before);
  });

  test("has what it needs and nothing else", () => {
    const folders = new Set(packed.map((path) => path.split("/").slice(0, 2).join("/")));
    expect(packed.filter((path) => /\.(?:ts|map)$/.test(path) && !path.endsWith(".d.ts"))).toEqual([]);
    // Everything that is read by path at run time: templates, some of which are programs, and programs of the lab.
    const generators = readdirSync(join(packageRoot, "generators")).map((name) => `generators/${name}/templates`);
    const read = [...generators, "src/lab/programs"].flatMap((folder) => filesBelow(folder));
    expect(read.length).toBeGreaterThan(20);
    expect(read.filter((path) => !packed.includes(path))).toEqual([]);
    expect([...folders].filter((folder) => /^(?:test|bench|scripts|examples|action|\.ci)/.test(folder))).toEqual([]);
  });
});

/** Paths of a folder's files, relative to the package's root; none if it is missing. */
function filesBelow(folder: string): string[] {
  const place = join(packageRoot, folder);
  if (!existsSync(place)) return [];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(packageRoot, join(entry.parentPath, entry.name)));
}
