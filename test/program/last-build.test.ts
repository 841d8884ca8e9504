import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCatalog } from "../../src/catalog/read/read-catalog.ts";
import { type BuildInputs, type LastBuild, lastBuilds } from "../../src/cli/cache/last-build.ts";
import { sha256 } from "../../src/output/tree/sha256.ts";
import { packageRoot } from "../../src/package-root.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";
import { runCli } from "../support/run-cli.ts";

const TODAY = "2026-06-01";
const DONE = /: \d+ files written, 0 unchanged, 0 removed/;
const NOTHING_TO_DO = /: 0 files written, \d+ unchanged, 0 removed/;

/** A catalog that was built once, with its own cache. */
function withBuild(
  work: (built: {
    inputs: () => BuildInputs;
    find: () => LastBuild | undefined;
    build: (...options: string[]) => string;
    at: (path: string) => string;
  }) => void,
  example = "minimal",
): void {
  inTemporaryFolder({}, (folder) => {
    const at = (path: string) => join(folder, path);
    cpSync(join(packageRoot, "examples", example), at("catalog"), { recursive: true });
    const args = ["build", "catalog", "--today", TODAY];
    const build = (...options: string[]) => {
      const { stdout, stderr } = runCli([...args, ...options], { cwd: folder, env: { XDG_CACHE_HOME: at("cache") } });
      return stdout + stderr;
    };
    expect(build()).toMatch(DONE);
    const inputs = () => ({ files: readCatalog(at("catalog"), () => {}), today: TODAY, out: at("out") });
    // These tests run the source, but the build ran the compiled program. Each has its own records.
    const builds = lastBuilds({ XDG_CACHE_HOME: at("own-cache") });
    builds.remember(inputs(), { fleet: { nodes: { size: 2 }, services: { size: 1 } }, findings: [] }, []);
    work({ inputs, find: () => builds.find(inputs()), build, at });
  });
}

test.each(["minimal", "campus"])("a build of %s with nothing to do prints the same as a full build", (example) => {
  withBuild(({ build, at }) => {
    expect(readdirSync(at("cache/intentlb/builds"))).toHaveLength(1);
    const remembered = build();
    expect(remembered).toMatch(NOTHING_TO_DO);
    expect(remembered).toContain(example === "campus" ? "warning icinga2/no-pager" : "no findings");
    rmSync(at("cache"), { recursive: true });
    expect(build().replace(/[\d.]+ s$/m, "")).toBe(remembered.replace(/[\d.]+ s$/m, ""));
  }, example);
});

test("with --strict, a build with findings does not count as up to date", () => {
  withBuild(({ build, at }) => {
    expect(build()).toMatch(NOTHING_TO_DO);
    expect(build("--strict")).toContain("out: nothing written");
    expect(readdirSync(at("out")).length).toBeGreaterThan(0);
  }, "campus");
});

test("the last build is recognised while nothing has changed", () => {
  withBuild(({ find }) => {
    expect(find()?.fleet).toEqual({ nodes: { size: 2 }, services: { size: 1 } });
    expect(find()?.result).toMatchObject({ written: [], removed: [] });
    expect(find()?.result.unchanged).toContain("manifest.json");
  });
});

type Place = (path: string) => string;
test.each<[string, (at: Place) => void]>([
  ["a file of the catalog changed", (at) => appendFileSync(at(`catalog/${firstYaml(at)}`), "# more\n")],
  ["a file was added", (at) => writeFileSync(at("catalog/more.yaml"), "teams: {}\n")],
  ["a generated file was edited", (at) => appendFileSync(at("out/lb1/etc/nftables.d/intentlb.nft"), "# by hand\n")],
  ["a generated file is gone", (at) => rmSync(at("out/lb1/etc/nftables.d/intentlb.nft"))],
  ["a generated file has another mode", (at) => chmodSync(at("out/lb1/etc/nftables.d/intentlb.nft"), 0o600)],
  ["the source map was edited", (at) => appendFileSync(at("out/sourcemap.json"), " ")],
  ["the manifest is gone", (at) => rmSync(at("out/manifest.json"))],
  ["a build was killed", (at) => killedBuild(at)],
  ["the record was cut short", (at) => rewriteRecord(at, (text) => text.slice(0, -5))],
  ["the record has another shape", (at) => rewriteRecord(at, () => `${sha256("[]")}[]`)],
])("it is not recognised if %s", (_, change) => {
  withBuild(({ find, at }) => {
    expect(find()).toBeDefined();
    change(at);
    expect(find()).toBeUndefined();
  });
});

test("another day needs another build", () => {
  withBuild(({ inputs, at }) => {
    expect(lastBuilds({ XDG_CACHE_HOME: at("own-cache") }).find({ ...inputs(), today: "2026-06-02" })).toBeUndefined();
  });
});

test("a hand-edited file still stops the build", () => {
  withBuild(({ build, at }) => {
    appendFileSync(at("out/lb1/etc/nftables.d/intentlb.nft"), "# by hand\n");
    expect(build()).toContain("output/hand-edited");
  });
});

function firstYaml(at: Place): string {
  return readdirSync(at("catalog")).find((name) => name.endsWith(".yaml")) ?? "";
}

function killedBuild(at: Place): void {
  mkdirSync(at("out/.intentlb"));
  writeFileSync(at("out/.intentlb/journal.json"), "{}");
}

function rewriteRecord(at: Place, change: (text: string) => string): void {
  const [name = ""] = readdirSync(at("own-cache/intentlb/builds"));
  const path = at(`own-cache/intentlb/builds/${name}`);
  writeFileSync(path, change(readFileSync(path, "utf8")));
}
