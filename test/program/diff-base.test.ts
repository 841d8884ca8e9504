import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { git, gitCommit, gitRepository } from "../support/git.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";
import { readFolder } from "../support/read-folder.ts";
import { type CliResult, runCli } from "../support/run-cli.ts";
import { smallCatalog } from "../support/small-catalog.ts";

type Diff = (...args: readonly string[]) => CliResult;

/** Runs in a repository whose branch `main` has the catalog in `c`. */
function inRepository(body: (folder: string, diff: Diff) => void, files: Readonly<Record<string, string>> = {}): void {
  const catalog = Object.entries(smallCatalog("description: Home page")).map(([path, text]) => [`c/${path}`, text]);
  inTemporaryFolder({ ...Object.fromEntries(catalog), ...files }, (folder) => {
    gitRepository(folder);
    const temporary = `${folder}/tmp`;
    mkdirSync(temporary);
    body(folder, (...args) => runCli(["diff", "c", ...args], { cwd: folder, env: { TMPDIR: temporary } }));
    expect(readdirSync(temporary)).toEqual([]);
  });
}

function edit(path: string, from: string, to: string): void {
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

const refused = (text: string) => ({ status: 1, stdout: "", stderr: expect.stringContaining(text) });

test("a branch, a tag, a commit and what git derives from them are compared with", () => {
  inRepository((folder, diff) => {
    const commit = git(folder, "rev-parse", "main").trim();
    const same = (ref: string) => ({
      status: 0,
      stdout: expect.stringContaining(`no differences from ${ref} (${commit.slice(0, 12)})\n`),
      stderr: "",
    });
    git(folder, "tag", "--annotate", "--message=first", "v1");
    for (const ref of ["main", "v1", commit, commit.slice(0, 9), "HEAD", "main@{0}"])
      expect(diff("--base", ref)).toEqual(same(ref));
    edit(`${folder}/c/site.yaml`, "from: [offices]", "from: [world]");
    gitCommit(folder);
    expect(diff("--base", "HEAD").status).toBe(0);
    const before = readFolder(folder);
    const { status, stdout, stderr } = diff("--base", "HEAD~1");
    expect({ status, stderr }).toEqual({ status: 2, stderr: "" });
    expect(stdout).toMatch(/^! www: open to world \(was offices\) on http, https /m);
    expect(stdout).toMatch(/^lb1, lb2: etc\/haproxy\/haproxy\.cfg {2}\+\d+ -\d+\n@@/m);
    expect(readFolder(folder)).toEqual(before);
  });
});

test("the catalog may be the top of its repository, or one file of it", () => {
  inRepository((folder) => {
    const inside = (...args: string[]) => runCli(["diff", ...args, "--base", "main"], { cwd: `${folder}/c` });
    rmSync(`${folder}/.git`, { recursive: true });
    gitRepository(`${folder}/c`);
    expect(inside().status).toBe(0);
    const whole = readdirSync(`${folder}/c`).filter((name) => name.endsWith(".yaml"));
    const text = whole.map((name) => readFileSync(`${folder}/c/${name}`, "utf8")).join("\n");
    for (const name of whole) rmSync(`${folder}/c/${name}`);
    writeFileSync(`${folder}/c/one.yaml`, text);
    expect(inside("one.yaml").stdout).toMatch(/^there is no catalog at main \([0-9a-f]{12}\); everything is new\n/);
    writeFileSync(`${folder}/c/other.yaml`, "apiVersion: v1\n");
    gitCommit(`${folder}/c`);
    expect(inside("one.yaml")).toMatchObject({ status: 0, stderr: "" });
  });
});

test("files that a catalog names, leaves out and contains count as committed", () => {
  const page = {
    "c/pages/500.html": "<h1>Sorry</h1>\n",
    "c/.intentlbignore": "drafts\n",
    "c/drafts/x.yaml": "broken: [\n",
  };
  inRepository((folder, diff) => {
    edit(
      `${folder}/c/www.yaml`,
      "description: Home page",
      "description: Home page\n    backends: {web: {maintenance_page: pages/500.html}}",
    );
    // Attributes for archives and conversions do not apply, whatever the committed tree says.
    writeFileSync(`${folder}/.gitattributes`, "*.yaml export-ignore filter=evil eol=crlf\n*.html export-subst\n");
    git(folder, "config", "filter.evil.smudge", `touch '${folder.replaceAll("'", "'\\''")}/pwned'; cat`);
    git(folder, "config", "core.fsmonitor", `touch '${folder.replaceAll("'", "'\\''")}/pwned'; false`);
    gitCommit(folder);
    rmSync(`${folder}/pwned`, { force: true });
    expect(diff("--base", "main")).toMatchObject({ status: 0, stderr: "" });
    expect(existsSync(`${folder}/pwned`)).toBe(false);
    writeFileSync(`${folder}/c/pages/500.html`, "<h1>Oh no</h1>\n");
    const { status, stdout } = diff("--base", "main");
    expect(status).toBe(2);
    expect(stdout).toContain("Oh no");
  }, page);
});

test("a review: a comment with a digest, and a build of what was reviewed", () => {
  inRepository((folder, diff) => {
    git(folder, "switch", "--quiet", "--create", "open-www");
    edit(`${folder}/c/site.yaml`, "from: [offices]", "from: [world]");
    gitCommit(folder);
    const { status, stdout, stderr } = diff("--base", "main", "--format", "markdown");
    expect({ status, stderr }).toEqual({ status: 2, stderr: "" });
    expect(stdout).toMatch(
      /^\*\*Opens 1 service to world, touches 2 of 5 nodes: \d+ files, \+\d+ −\d+ lines\.\*\*\n\n- `/,
    );
    expect(stdout).toContain("- `! www: open to world (was offices) on http, https`, `c/site.yaml:7 through site`\n");
    expect(stdout).toMatch(/\n- `lb1`, `lb2`: reload (?:`\w+`, )*`nftables`\n/);
    expect(stdout).toMatch(/<summary><code>lb1, lb2: etc\/\S+ {2}\+\d+ -\d+<\/code><\/summary>\n\n```diff\n@@ /);
    expect(diff("--base", "main", "--format", "markdown").stdout).toBe(stdout);
    const page = diff("--base", "main", "--format", "html");
    expect({ status: page.status, stderr: page.stderr }).toEqual({ status: 2, stderr: "" });
    expect(page.stdout).toMatch(/^<!doctype html>\n/);
    expect(page.stdout).toContain('<a href="#at-1"><code>c/site.yaml:7</code></a>');
    expect(page.stdout).toContain("+ new: <bdi>world → https</bdi>");
    expect(diff("--base", "main", "--format", "html").stdout).toBe(page.stdout);
    const words = diff("--base", "main", "--words").stdout;
    expect(words).toMatch(/^! www: open to world /m);
    expect(words).not.toMatch(/^@@/m);
    const [, digest = ""] = /`([0-9a-f]{64})`\n$/.exec(stdout) ?? [];
    git(folder, "switch", "--quiet", "main");
    const build = () => runCli(["build", "c", "--expect", digest], { cwd: folder });
    expect(build()).toMatchObject({ status: 1, stderr: expect.stringContaining("output/unexpected") });
    expect(existsSync(`${folder}/out`)).toBe(false);
    git(folder, "merge", "--quiet", "open-www");
    expect(build()).toMatchObject({ status: 0 });
    expect(diff()).toMatchObject({ status: 0 });
  });
});

test("a catalog that a commit does not have yet is new", () => {
  inRepository((folder, diff) => {
    git(folder, "mv", "c", "d");
    gitCommit(folder);
    git(folder, "mv", "d", "c");
    mkdirSync(`${folder}/c/.hidden`);
    writeFileSync(`${folder}/c/.hidden/x.yaml`, "steps: []\n");
    git(folder, "add", "--force", "c/.hidden");
    git(folder, "commit", "--quiet", "--message=hidden", "c/.hidden");
    const { status, stdout } = diff("--base", "main");
    expect(status).toBe(2);
    expect(stdout).toMatch(/^there is no catalog at main \([0-9a-f]{12}\); everything is new\n/);
    expect(JSON.parse(diff("--base", "main", "--format", "json").stdout)).toMatchObject({ isNew: true, differs: true });
  });
});

test("errors of the catalog at the commit are shown as git finds them", () => {
  inRepository((folder, diff) => {
    edit(`${folder}/c/www.yaml`, "extends: site", "extends: sitte");
    const commit = gitCommit(folder).slice(0, 12);
    edit(`${folder}/c/www.yaml`, "extends: sitte", "extends: site");
    const result = diff("--base", "main");
    expect(result).toMatchObject(refused(`the catalog at main (${commit}) has errors`));
    expect(result.stderr).toContain("reference/unknown-profile");
    const [place = ""] = new RegExp(`${commit}:c/www\\.yaml`).exec(result.stderr) ?? [];
    expect(git(folder, "show", place)).toContain("extends: sitte");
    writeFileSync(`${folder}/c/.intentlbignore`, "*.yaml\n");
    gitCommit(folder);
    writeFileSync(`${folder}/c/.intentlbignore`, "");
    expect(diff("--base", "main").stderr).toMatch(/catalog\/empty [0-9a-f]{12}:c is not a catalog/);
  });
});

test.each(["nope", "", "^main", "main..main", "main:c", "--all", "main --", "-", "\u001b[31m"])(
  "%j is refused: it is not a commit",
  (ref) => {
    inRepository((_folder, diff) => {
      const result = diff(`--base=${ref}`);
      expect(result).toMatchObject(refused("the repository of c has no commit `"));
      expect(result.stderr).not.toContain("\u001b");
    });
  },
);

test("a clone that lacks the commit says so", () => {
  inRepository((folder) => {
    git(folder, "branch", "old");
    edit(`${folder}/c/site.yaml`, "from: [offices]", "from: [world]");
    gitCommit(folder);
    const base = (clone: string, ref: string) => runCli(["diff", "c", "--base", ref], { cwd: `${folder}/${clone}` });
    git(folder, "clone", "--quiet", "--depth=1", `file://${folder.replaceAll("%", "%25")}`, "shallow");
    expect(base("shallow", "old")).toMatchObject(refused("it is a shallow clone"));
    expect(base("shallow", "main").status).toBe(0);
    git(folder, "clone", "--quiet", ".", "full");
    expect(base("full", "old")).toMatchObject(refused("did you mean `origin/old`?"));
    expect(base("full", "origin/old")).toMatchObject({ status: 2, stderr: "" });
  });
});

test("a partial clone fetches nothing by itself, and says what it lacks", () => {
  inRepository((folder) => {
    edit(`${folder}/c/site.yaml`, "from: [offices]", "from: [world]");
    gitCommit(folder);
    git(folder, "config", "uploadpack.allowFilter", "true");
    git(folder, "clone", "--quiet", "--filter=blob:none", `file://${folder.replaceAll("%", "%25")}`, "partial");
    const base = (ref: string) => runCli(["diff", "c", "--base", ref], { cwd: `${folder}/partial` });
    expect(base("HEAD").status).toBe(0);
    expect(base("HEAD~1")).toMatchObject(refused("as partial clones do; fetch them first"));
    git(`${folder}/partial`, "archive", "--output=/dev/null", "HEAD~1");
    expect(base("HEAD~1").status).toBe(2);
  });
});

test("without a repository or without git there is no base", () => {
  inRepository((folder, diff) => {
    rmSync(`${folder}/.git`, { recursive: true });
    expect(diff("--base", "main")).toMatchObject(refused("c is not in a git repository, so it has no base"));
    const env = { PATH: "/nonexistent" };
    expect(runCli(["diff", "c", "--base", "main"], { cwd: folder, env })).toMatchObject(
      refused("git is not installed"),
    );
    expect(diff("--base", "main", "--against", "c")).toMatchObject(refused("cannot be used with option"));
    expect(diff("--base", "main", "-o", "out")).toMatchObject(refused("cannot be used with option"));
  });
});

test("links at the commit are not followed", () => {
  inRepository((folder, diff) => {
    symlinkSync("/etc", `${folder}/c/elsewhere`);
    gitCommit(folder);
    expect(diff("--base", "main").status).toBe(0);
    edit(
      `${folder}/c/www.yaml`,
      "description: Home page",
      "description: Home page\n    backends: {web: {maintenance_page: pages/500.html}}",
    );
    symlinkSync(".", `${folder}/c/pages`);
    writeFileSync(`${folder}/c/500.html`, "<h1>Sorry</h1>\n");
    gitCommit(folder);
    rmSync(`${folder}/c/pages`);
    mkdirSync(`${folder}/c/pages`);
    writeFileSync(`${folder}/c/pages/500.html`, "<h1>Sorry</h1>\n");
    expect(diff("--base", "main")).toMatchObject(refused("is reached through a symbolic link"));
    gitCommit(folder);
    expect(diff("--base", "main").status).toBe(0);
    symlinkSync("www.yaml", `${folder}/c/link.yaml`);
    gitCommit(folder);
    rmSync(`${folder}/c/link.yaml`);
    expect(diff("--base", "main")).toMatchObject(refused("catalog/link"));
  });
});

test.each([
  ["leads out of the folder", "an entry that git does not write", [["100644", "../../x.yaml"]]],
  [
    "has a file twice",
    "an entry that git does not write",
    [
      ["100644", "www.yaml"],
      ["100644", "www.yaml"],
    ],
  ],
  [
    "has a link where it has a folder",
    "a file and a folder of one name",
    [
      ["120000", "a"],
      ["040000", "a"],
    ],
  ],
] as const)("a tree is refused that %s", (_name, why, entries) => {
  inRepository((folder, diff) => {
    const blob = git(folder, "rev-parse", "HEAD:c/www.yaml").trim();
    const tree = git(folder, "rev-parse", "HEAD:c").trim();
    const bytes = (mode: string, name: string) =>
      Buffer.concat([
        Buffer.from(`${mode.replace(/^0/, "")} ${name}\0`),
        Buffer.from(mode === "040000" ? tree : blob, "hex"),
      ]);
    const write = (input: Buffer) =>
      execFileSync("git", ["hash-object", "-t", "tree", "-w", "--literally", "--stdin"], { cwd: folder, input })
        .toString()
        .trim();
    const forged = write(Buffer.concat(entries.map(([mode, name]) => bytes(mode, name))));
    const top = write(Buffer.concat([Buffer.from("40000 c\0"), Buffer.from(forged, "hex")]));
    const commit = git(folder, "commit-tree", top, "-m", "forged").trim();
    expect(diff("--base", commit)).toMatchObject(refused(why));
    expect(existsSync(`${folder}/x.yaml`)).toBe(false);
  });
});

test("a submodule in the catalog is refused, because its files are elsewhere", () => {
  inRepository((folder, diff) => {
    git(folder, "update-index", "--add", "--cacheinfo", `160000,${git(folder, "rev-parse", "HEAD").trim()},c/shared`);
    git(folder, "commit", "--quiet", "--message=submodule");
    expect(diff("--base", "main")).toMatchObject(refused("has the submodule shared"));
  });
});

test("variables that git sets for hooks lead to no other repository", () => {
  inRepository((folder) => {
    mkdirSync(`${folder}/other`);
    git(`${folder}/other`, "init", "--quiet");
    const env = { GIT_DIR: `${folder}/other/.git`, GIT_WORK_TREE: `${folder}/other`, GIT_INDEX_FILE: "nowhere" };
    expect(runCli(["diff", "c", "--base", "main"], { cwd: folder, env }).status).toBe(0);
  });
});
