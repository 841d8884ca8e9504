import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";
import { readFolder } from "../support/read-folder.ts";
import { type CliResult, runCli } from "../support/run-cli.ts";
import { smallCatalog } from "../support/small-catalog.ts";

type Run = (...args: readonly string[]) => CliResult;

const DIGEST = /^digest ([0-9a-f]{64})\n$/m;
const OTHER = "0".repeat(64);

/** Runs in a folder with the catalog in `c`; the digest is the one that `diff` prints. */
function withDigest(body: (folder: string, digest: string, run: Run) => void): void {
  const files = Object.fromEntries(Object.entries(smallCatalog("")).map(([path, text]) => [`c/${path}`, text]));
  inTemporaryFolder(files, (folder) => {
    const run: Run = (...args) => runCli(args, { cwd: folder });
    const [, digest = ""] = DIGEST.exec(run("diff", "c").stdout) ?? [];
    body(folder, digest, run);
  });
}

function edit(path: string, from: string, to: string): void {
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

test("a build writes the tree whose digest diff printed, and its manifest has it as its seal", () => {
  withDigest((folder, digest, run) => {
    expect(JSON.parse(run("diff", "c", "--format", "json").stdout)).toMatchObject({ digest });
    expect(run("build", "c", "--expect", digest)).toMatchObject({ status: 0 });
    expect(JSON.parse(readFileSync(`${folder}/out/manifest.json`, "utf8"))).toMatchObject({ seal: digest });
    const { status, stdout } = run("build", "c", "--expect", digest);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining("0 files written") });
  });
});

test("what changed since is refused, and the folder is untouched", () => {
  withDigest((folder, digest, run) => {
    expect(run("build", "c")).toMatchObject({ status: 0 });
    const before = readFolder(`${folder}/out`);
    edit(`${folder}/c/site.yaml`, "from: [offices]", "from: [world]");
    const [, changed = ""] = DIGEST.exec(run("diff", "c", "--stat").stdout) ?? [];
    expect(changed).not.toBe(digest);
    for (const more of [[], ["--dry-run"], ["--force"]]) {
      const { status, stderr } = run("build", "c", "--expect", digest, ...more);
      expect(status).toBe(1);
      expect(stderr).toContain("error output/unexpected ");
      expect(stderr).toContain(`expected ${digest}`);
      expect(stderr).toContain(`would write ${changed}`);
      expect(readFolder(`${folder}/out`)).toEqual(before);
    }
    expect(run("build", "c", "-o", "new", "--expect", digest).status).toBe(1);
    expect(run("diff", "c", "-o", "new").stdout).toMatch(/^new does not exist yet/);
  });
});

test("a tree that is up to date is refused like any other", () => {
  withDigest((folder, _digest, run) => {
    const env = { XDG_CACHE_HOME: `${folder}/cache` };
    expect(runCli(["build", "c"], { cwd: folder, env }).status).toBe(0);
    expect(runCli(["build", "c", "--expect", OTHER], { cwd: folder, env }).status).toBe(1);
    expect(run("build", "c", "--expect", OTHER).status).toBe(1);
  });
});

test("the digest depends on the catalog, and not on folders, places, comments, day or environment", () => {
  withDigest((folder, digest) => {
    mkdirSync(`${folder}/deep/er`, { recursive: true });
    cpSync(`${folder}/c`, `${folder}/deep/er/named otherwise`, { recursive: true });
    edit(`${folder}/deep/er/named otherwise/www.yaml`, "services:", "# a comment\nservices:");
    const elsewhere = runCli(["diff", "er/named otherwise", "-o", "er/tree", "--today", "2031-01-01"], {
      cwd: `${folder}/deep`,
      env: { TZ: "Asia/Tokyo", LANG: "tr_TR.UTF-8", HOME: folder, USER: "operator" },
    });
    expect(elsewhere.stdout).toContain(`\ndigest ${digest}\n`);
  });
});

test.each(["", "abc", OTHER.slice(1), `${OTHER}0`, `${"A".repeat(64)}`, `sha256:${OTHER}`])(
  "%j is not a digest",
  (digest) => {
    const { status, stderr } = runCli(["build", `--expect=${digest}`]);
    expect(status).toBe(2);
    expect(stderr).toContain("A digest has 64 hexadecimal digits");
  },
);

test("a digest is of the whole tree, so it excludes --node", () => {
  const { status, stderr } = runCli(["build", "--expect", OTHER, "--node", "lb1"]);
  expect(status).toBe(2);
  expect(stderr).toContain("cannot be used with option '--node");
});
