import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { git, gitCommit, gitRepository } from "../support/git.ts";
import { cliEnvironment, PROGRAM } from "../support/run-cli.ts";
import { smallCatalog } from "../support/small-catalog.ts";

/** What a forge and its runner have before a pipeline starts: all in one folder, whose name is difficult for programs. */
export interface Checkout {
  readonly home: string;
  /** The repository that the forge has, with a catalog in `c` on its branch `main`. */
  readonly origin: string;
  readonly workspace: string;
  /** An executable intentlb. */
  readonly program: string;
  /** Environment of every step. */
  readonly env: Readonly<Record<string, string>>;
}

/** Commits of a pull request. */
export interface PullRequest {
  readonly base: string;
  readonly head: string;
  readonly merge: string;
}

/** Prepares a repository for the running test; the catalog is in the folder `c` unless it is named. */
export function prepareCheckout(catalog = "c", more: Readonly<Record<string, string>> = {}): Checkout {
  const root = mkdtempSync(join(tmpdir(), "intentlb-action-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const home = join(root, "it's a %41 földer, ");
  const [origin, workspace, program] = [join(home, "origin"), join(home, "work"), join(home, "bin/intentlb")];
  const files = Object.entries({ ...smallCatalog("description: Home page"), ...more });
  for (const [path, text] of files) write(join(origin, catalog, path), text);
  gitRepository(origin);
  git(origin, "config", "uploadpack.allowAnySHA1InWant", "true");
  const words = [process.execPath, ...PROGRAM].map((word) => `'${word}'`).join(" ");
  write(program, `#!/bin/sh\nexec ${words} "$@"\n`, 0o755);
  mkdirSync(join(home, "tmp"));
  return {
    home,
    origin,
    workspace,
    program,
    env: cliEnvironment({ GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null", TMPDIR: join(home, "tmp") }),
  };
}

/** Commits a change on a branch that begins at `main`, and merges both, as a forge does to try it. */
export function pushBranch({ origin }: Checkout, branch: string, change: (origin: string) => void): PullRequest {
  git(origin, "switch", "--quiet", "--force-create", branch, "main");
  change(origin);
  const head = gitCommit(origin);
  return { head, ...mergeWithMain(origin, head) };
}

/** Changes `main` itself, after which the forge merges a branch with that. */
export function pushMain({ origin }: Checkout, change: (origin: string) => void, message = "change"): string {
  git(origin, "switch", "--quiet", "main");
  change(origin);
  git(origin, "commit", "--quiet", "--allow-empty", "--all", "--message", message);
  return git(origin, "rev-parse", "HEAD").trim();
}

export function mergeWithMain(origin: string, head: string): Omit<PullRequest, "head"> {
  const base = git(origin, "rev-parse", "main").trim();
  git(origin, "switch", "--quiet", "--detach", "main");
  git(origin, "merge", "--quiet", "--no-ff", "--message=merge", head);
  const merge = git(origin, "rev-parse", "HEAD").trim();
  git(origin, "update-ref", "refs/pull/1/merge", merge);
  return { base, merge };
}

/** Checks a commit out as runners do: alone, without history. */
export function checkOut({ origin, workspace }: Checkout, commit: string): void {
  rmSync(workspace, { recursive: true, force: true });
  mkdirSync(workspace);
  git(workspace, "init", "--quiet");
  git(workspace, "remote", "add", "origin", `file://${origin.replaceAll("%", "%25")}`);
  git(workspace, "fetch", "--quiet", "--no-tags", "--depth=1", "origin", commit);
  git(workspace, "checkout", "--quiet", "--detach", "FETCH_HEAD");
}

/** Opens the service `www` to the world. */
export function openToWorld(folder: string, catalog = "c"): void {
  replace(join(folder, catalog, "site.yaml"), "from: [offices]", "from: [world]");
}

/** The same, where no service may be opened to the world. */
export function openDespiteGuard(folder: string): void {
  openToWorld(folder);
  replace(join(folder, "c/fleet.yaml"), "  name: small\n", "  name: small\n  guard: {opened: 0}\n");
}

export function replace(path: string, from: string, to: string): void {
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

export function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode });
}
