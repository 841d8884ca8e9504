import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Runs buildah with its own images and containers, below a folder. Returns its output. */
export type Buildah = (...args: readonly string[]) => string;

/** Needs no registry, and no more rights than root in a container. */
export function buildahIn(folder: string): Buildah {
  const places = ["--root", join(folder, "images"), "--runroot", join(folder, "run"), "--storage-driver", "vfs"];
  return (...args) =>
    execFileSync("buildah", [...places, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

/** Creates an image from a root file system. */
export function imageOf(buildah: Buildah, root: string, name: string): void {
  const container = buildah("from", "scratch");
  buildah("add", container, root, "/");
  buildah("commit", "--quiet", "--rm", container, name);
}
