import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/package-root.ts";

const COMPILED = join(packageRoot, "dist/src/cli/main.js");

/** Arguments of node that start the program: compiled if `npm run compile` ran, as before tests; else from source. */
export const PROGRAM: readonly string[] = existsSync(COMPILED)
  ? [COMPILED]
  : ["--import", "tsx", join(packageRoot, "src/cli/main.ts")];

export interface CliResult {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Uid and gid that it runs under; needs to be root. */
  readonly uid?: number;
}

/** Environment in which the program finds nothing of the user's and leaves nothing behind, because it cannot create a cache. */
export function cliEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", XDG_CACHE_HOME: "/dev/null", ...extra };
}

/** Runs `intentlb` with arguments. */
export function runCli(args: readonly string[], { cwd, env, uid }: CliOptions = {}): CliResult {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [...PROGRAM, ...args], {
    cwd: cwd ?? packageRoot,
    env: cliEnvironment(env),
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}
