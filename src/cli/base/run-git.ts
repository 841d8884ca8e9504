import { spawnSync } from "node:child_process";

/** What git printed, or why it failed, in words that are not yet escaped. */
export type GitResult = { readonly stdout: Buffer } | { readonly problem: string };

/** Variables that hooks set for git itself, and that would lead it to another repository than the folder's. */
const OF_HOOKS: ReadonlySet<string> = new Set([
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_COMMON_DIR",
  "GIT_INDEX_FILE",
  "GIT_PREFIX",
  "GIT_NAMESPACE",
]);

/**
 * Nothing that a repository's own settings name is run, and nothing is fetched: a partial clone would ask its remote for
 * missing objects, over a transport of its choice.
 */
const SAFELY = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "--literal-pathspecs"];
const SAFE_ENVIRONMENT = {
  GIT_ALLOW_PROTOCOL: "",
  GIT_NO_LAZY_FETCH: "1",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  LC_ALL: "C",
};

/** More than any listing of a repository. */
const MOST_OUTPUT = 2 ** 30;

/** Runs git in a folder, without a shell, to read objects only. */
export function runGit(folder: string, args: readonly string[], input = ""): GitResult {
  const own = Object.entries(process.env).filter(([name]) => !OF_HOOKS.has(name));
  const { error, status, stdout, stderr } = spawnSync("git", [...SAFELY, "-C", folder, ...args], {
    env: { ...Object.fromEntries(own), ...SAFE_ENVIRONMENT },
    input,
    maxBuffer: MOST_OUTPUT,
  });
  if (error !== undefined) {
    const isMissing = "code" in error && error.code === "ENOENT";
    return { problem: isMissing ? "git is not installed" : error.message };
  }
  if (status === 0) return { stdout };
  const [, why = "git failed without a message"] = /^(?:fatal|error): (.*)$/m.exec(stderr.toString()) ?? [];
  return { problem: why };
}
