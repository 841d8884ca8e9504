import { execFileSync } from "node:child_process";
import { cliEnvironment } from "./run-cli.ts";

/** Runs git in a folder, with an identity and without settings of the user; returns what it prints. */
export function git(folder: string, ...args: readonly string[]): string {
  const identity = ["-c", "user.name=Operator", "-c", "user.email=operator@uni.example"];
  return execFileSync("git", [...identity, "-c", "protocol.file.allow=always", ...args], {
    cwd: folder,
    env: cliEnvironment({ GIT_CONFIG_NOSYSTEM: "1" }),
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Makes a repository of a folder's files, with a first commit on `main`. */
export function gitRepository(folder: string): void {
  git(folder, "init", "--quiet", "--initial-branch=main");
  gitCommit(folder);
}

/** Commits everything in a folder; returns the commit's name. */
export function gitCommit(folder: string): string {
  git(folder, "add", "--all", "--force");
  git(folder, "commit", "--quiet", "--message=change");
  return git(folder, "rev-parse", "HEAD").trim();
}
