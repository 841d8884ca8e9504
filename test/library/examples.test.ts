import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** The programs of docs/library.md by the name in their first line. */
const PROGRAMS = new Map(
  [...readFileSync(join(packageRoot, "docs/library.md"), "utf8").matchAll(/^```js\n\/\/ (.+)\n([\s\S]*?)^```$/gm)].map(
    ([, name = "", text = ""]) => [name, text],
  ),
);

/** The folder of a user of the compiled package, with a catalog in `loadbalancing` and the programs of the page. */
function userFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(packageRoot, join(folder, "node_modules/intentlb"));
  symlinkSync(join(packageRoot, "node_modules/@types"), join(folder, "node_modules/@types"));
  cpSync(join(packageRoot, "examples/minimal"), join(folder, "loadbalancing"), { recursive: true });
  for (const [name, text] of PROGRAMS) writeFileSync(join(folder, name), text);
  return folder;
}

/** The standard output of a program, which must succeed. */
function run(folder: string, ...command: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: "utf8" });
  expect(status, stdout + stderr).toBe(0);
  return stdout;
}

test("the page has two programs", () => {
  expect([...PROGRAMS.keys()]).toEqual(["build.mjs", "own-generator.mjs"]);
});

test("the first one compiles, compares, checks and writes what the command line builds", () => {
  const folder = userFolder();
  const said = run(folder, "build.mjs");
  expect(said).toMatch(/^shop: 192\.0\.2\.10, 1 frontends\n\d+ firewall openings\n/);
  expect(said).toMatch(/\nshop: new at /);
  expect(said).toMatch(/\nchecked by .+\n\d+ files written\n$/);
  run(folder, join(packageRoot, "dist/src/cli/main.js"), "build", "loadbalancing", "-o", "expected", "--no-cache");
  expect(readFileSync(join(folder, "out/manifest.json"))).toEqual(readFileSync(join(folder, "expected/manifest.json")));
});

test("the second one has its own generator, whose findings and files are like all others", () => {
  const folder = userFolder();
  expect(run(folder, "own-generator.mjs")).toMatch(
    /^notice own\/idle web1 carries no service\n {2}catalog\.yaml:24:12\n/,
  );
  expect(readFileSync(join(folder, "out/lb1/etc/motd"), "utf8")).toBe("This machine carries: shop\n");
  const manifest = JSON.parse(readFileSync(join(folder, "out/manifest.json"), "utf8"));
  expect(manifest.units).toContainEqual(
    expect.objectContaining({ node: "lb1", daemon: "motd", check: ["test", "-s", "/etc/motd"] }),
  );
  expect(readFileSync(join(folder, "out/sourcemap.json"), "utf8")).toContain('["lb1/etc/motd",');
});

test("both have the types of the package", () => {
  const folder = userFolder();
  const options = { module: "nodenext", strict: true, noEmit: true, allowJs: true, checkJs: true, types: ["node"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["*.mjs"] }));
  expect(run(folder, join(packageRoot, "node_modules/typescript/bin/tsc"), "-p", ".")).toBe("");
});
