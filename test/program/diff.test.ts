import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { expect, test } from "vitest";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";
import { readFolder } from "../support/read-folder.ts";
import { cliEnvironment, PROGRAM, runCli } from "../support/run-cli.ts";
import { smallCatalog } from "../support/small-catalog.ts";

const CATALOG = smallCatalog("description: Home page");

/** Runs in a folder with the catalog in `c` and its output in `out`. */
function afterBuild(body: (folder: string, diff: (...args: string[]) => ReturnType<typeof runCli>) => void): void {
  const files = Object.fromEntries(Object.entries(CATALOG).map(([path, text]) => [`c/${path}`, text]));
  inTemporaryFolder(files, (folder) => {
    expect(runCli(["build", "c"], { cwd: folder })).toMatchObject({ status: 0 });
    body(folder, (...args) => runCli(["diff", "c", ...args], { cwd: folder }));
  });
}

function edit(path: string, from: string, to: string): void {
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

test("no differences right after a build, even with other comments in the catalog", () => {
  afterBuild((folder, diff) => {
    const digest = JSON.parse(readFileSync(`${folder}/out/manifest.json`, "utf8")).seal;
    const want = { status: 0, stdout: `no differences: out is up to date\ndigest ${digest}\n`, stderr: "" };
    expect(diff()).toEqual(want);
    edit(`${folder}/c/www.yaml`, "services:", "# a comment\n\nservices:");
    expect(diff()).toEqual(want);
    expect(JSON.parse(diff("--format", "json").stdout)).toMatchObject({ differs: false, changes: [], files: [] });
  });
});

test("a change is shown in words, then per file, and nothing is written", () => {
  afterBuild((folder, diff) => {
    edit(`${folder}/c/site.yaml`, "from: [offices]", "from: [world]");
    const before = readFolder(`${folder}/out`);
    const { status, stdout, stderr } = diff();
    expect({ status, stderr }).toEqual({ status: 2, stderr: "" });
    expect(readFolder(`${folder}/out`)).toEqual(before);
    expect(stdout).toMatch(
      /^! www: open to world \(was offices\) on http, https {2}c\/site\.yaml:7 through site\n\n2 nodes reload haproxy, 2 nftables\n\n/,
    );
    expect(stdout).toMatch(/^lb1, lb2: etc\/haproxy\/haproxy\.cfg {2}\+\d+ -\d+\n@@ -/m);
    expect(stdout).toMatch(/\n\d+ files on 2 nodes would change: \+\d+ -\d+ lines\ndigest [0-9a-f]{64}\n$/);
    const stat = diff("--stat").stdout;
    expect(stat).toContain("lb1, lb2: etc/haproxy/haproxy.cfg  +");
    expect(stat).not.toMatch(/^[-+@~!]/m);
    const words = diff("--words");
    expect(words.status).toBe(2);
    expect(words.stdout.split("\n\n")[0]).toBe(stdout.split("\n\n")[0]);
    expect(words.stdout).not.toMatch(/^@@|haproxy\.cfg/m);
    expect(words.stdout).toMatch(/\n\d+ files on 2 nodes would change: \+\d+ -\d+ lines\ndigest [0-9a-f]{64}\n$/);
  });
});

test("new and removed files are listed, and shown completely on request", () => {
  afterBuild((folder, diff) => {
    edit(`${folder}/c/www.yaml`, "extends: site", "extends: site\n    state: retired");
    const { stdout } = diff();
    expect(stdout).toMatch(/^lb1, lb2: etc\/haproxy\/crt-list\/\S+ {2}removed, \d+ lines\n\n/m);
    expect(diff("--full").stdout).toMatch(/crt-list\/\S+ {2}removed, \d+ lines\n@@ -1,\d+ \+0,0 @@\n-# generated/);
    expect(diff("-o", "none").stdout).toMatch(/^none does not exist yet; everything is new\n/);
    expect(diff("-o", "none").stdout).toMatch(/haproxy\.cfg {2}new, \d+ lines\n/);
    mkdirSync(`${folder}/empty`);
    expect(diff("-o", "empty").stdout).toMatch(/^empty does not exist yet/);
  });
});

test("manual edits are pointed out, without control characters", () => {
  afterBuild((folder, diff) => {
    appendFileSync(`${folder}/out/lb1/etc/haproxy/haproxy.cfg`, "# \u001b[31m\u202ehand\t!\n");
    const { status, stdout } = diff();
    expect(status).toBe(2);
    expect(stdout).toContain("lb1: etc/haproxy/haproxy.cfg  +0 -1\n  edited by hand after the last build");
    expect(stdout).toContain("-# \\u{1b}[31m\\u{202e}hand\t!\n");
    expect(stdout).not.toContain("\u001b");
  });
});

test.each(["claims.json", "sourcemap.json"])("an edited %s is a difference, because it stops a build", (name) => {
  afterBuild((folder, diff) => {
    const before = readFileSync(`${folder}/out/${name}`, "utf8");
    writeFileSync(`${folder}/out/${name}`, before.replace("\n", "\n\n"));
    const { status, stdout } = diff("--stat");
    expect(stdout.replace(/^digest .*\n/m, "")).toBe(
      `${name}  +0 -1\n  edited by hand after the last build; build stops here unless you use --force\n\n` +
        "1 file would change: +0 -1 lines\n",
    );
    expect(status).toBe(2);
    expect(runCli(["build", "c"], { cwd: folder })).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`output/hand-edited out/${name} `),
    });
    expect(JSON.parse(diff("--format", "json").stdout)).toMatchObject({
      differs: true,
      files: [{ nodes: [], path: name, status: "changed", isHandEdited: true }],
    });
    unlinkSync(`${folder}/out/${name}`);
    expect(diff("--stat").stdout).toContain(`${name}  new, `);
    expect(diff("--stat").stdout).toContain("\n  deleted by hand after the last build\n");
    expect(runCli(["build", "c"], { cwd: folder })).toMatchObject({ status: 0 });
    expect(diff().status).toBe(0);
  });
});

test("something that cannot be compared is a finding", () => {
  afterBuild((folder, diff) => {
    symlinkSync("out", `${folder}/link`);
    expect(diff("-o", "link")).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringContaining("output/not-a-folder"),
    });
    cpSync(`${folder}/c`, `${folder}/foreign`, { recursive: true });
    expect(diff("-o", "foreign")).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringContaining("output/not-ours"),
    });
    expect(diff("-o", "c")).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringContaining("catalog/is-output"),
    });
    edit(`${folder}/out/manifest.json`, '"0644"', '"0666"');
    expect(diff()).toMatchObject({ status: 1, stdout: "", stderr: expect.stringContaining("output/corrupt-manifest") });
    edit(`${folder}/c/www.yaml`, "extends: site", "extends: sitte");
    expect(diff()).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringContaining("reference/unknown-profile"),
    });
  });
});

test("a tree that was built elsewhere is compared as it is", () => {
  afterBuild((folder, diff) => {
    mkdirSync(`${folder}/elsewhere`);
    renameSync(`${folder}/out`, `${folder}/elsewhere/out`);
    expect(diff("--against", "elsewhere/out")).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^no differences from elsewhere\/out\ndigest /),
      stderr: "",
    });
    symlinkSync("elsewhere/out", `${folder}/current`);
    expect(diff("--against", "current").status).toBe(0);
    edit(`${folder}/c/site.yaml`, "from: [offices]", "from: [world]");
    appendFileSync(`${folder}/elsewhere/out/lb2/etc/bird/bird.conf`, "# by hand\n");
    appendFileSync(`${folder}/elsewhere/out/sourcemap.json`, "\n");
    unlinkSync(`${folder}/elsewhere/out/lb1/etc/haproxy/haproxy.cfg`);
    mkdirSync(`${folder}/elsewhere/out/lb1/etc/haproxy/haproxy.cfg`);
    const { status, stdout } = diff("--against", "elsewhere/out");
    expect(status).toBe(2);
    expect(stdout).toMatch(/^! www: open to world /m);
    expect(stdout).toMatch(/^lb2: etc\/bird\/bird\.conf {2}\+0 -1\n@@/m);
    expect(stdout).toMatch(/^lb1: etc\/haproxy\/haproxy\.cfg {2}new, /m);
    expect(stdout).not.toMatch(/by hand after|sourcemap|build stops/);
  });
});

test("only a tree that a build wrote can be compared with", () => {
  afterBuild((folder, diff) => {
    const refused = (text: string) => ({ status: 1, stdout: "", stderr: expect.stringContaining(text) });
    expect(diff("--against", "nowhere")).toMatchObject(refused("nowhere does not exist"));
    expect(diff("--against", "c")).toMatchObject(refused("c has no manifest.json of intentlb"));
    edit(`${folder}/out/manifest.json`, '"0644"', '"0666"');
    expect(diff("--against", "out")).toMatchObject(refused("output/corrupt-manifest"));
    expect(diff("--against", "out", "-o", "out")).toMatchObject(refused("cannot be used with option"));
  });
});

test.each([
  ["options that exclude each other", ["diff", "c", "--stat", "--full"]],
  ["words without words", ["diff", "c", "--stat", "--words"]],
  ["an unknown option", ["diff", "c", "--nonsense"]],
  ["an option before the command", ["--nonsense", "diff", "c"]],
  ["a wrong value", ["diff", "c", "--today", "tomorrow"]],
])("wrong usage is never taken for a difference: %s", (_name, args) => {
  expect(runCli(args)).toMatchObject({ status: 1, stdout: "" });
});

test.each([
  ["diff", 1],
  ["build", 2],
])("if %s crashes, its status is %i", (command, status) => {
  inTemporaryFolder({}, (folder) => {
    const gone = ["-c", 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', "sh"];
    const result = spawnSync("sh", [...gone, process.execPath, ...PROGRAM, command], {
      cwd: folder,
      env: cliEnvironment(),
      encoding: "utf8",
    });
    expect(result).toMatchObject({ status, stdout: "", stderr: expect.stringContaining("the current folder: ") });
  });
});

test("an output that was tampered with is still compared per file", () => {
  afterBuild((folder, diff) => {
    writeFileSync(`${folder}/out/claims.json`, '[\n{"kind":"bind","nodes":"lb1"}\n]\n');
    const { stdout: told } = diff("--stat");
    expect(told).toContain("out/claims.json cannot be read");
    expect(told).toMatch(/^claims\.json {2}\+\d+ -3\n {2}edited by hand after the last build/m);
    unlinkSync(`${folder}/out/lb1/etc/haproxy/haproxy.cfg`);
    mkdirSync(`${folder}/out/lb1/etc/haproxy/haproxy.cfg`);
    rmSync(`${folder}/out/lb2`, { recursive: true });
    symlinkSync("lb1", `${folder}/out/lb2`);
    const { status, stdout } = diff("--stat");
    expect(status).toBe(2);
    expect(stdout).toContain("lb1, lb2: etc/haproxy/haproxy.cfg  not a regular file, so build stops here");
  });
});
