import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Runs buildah with images and containers of its own, below a folder. Gives what it prints. */
export type Buildah = (...args: readonly string[]) => string;

/** No registry is needed, and no more rights than a root in a container has. */
export function buildahIn(folder: string): Buildah {
  const places = ["--root", join(folder, "images"), "--runroot", join(folder, "run"), "--storage-driver", "vfs"];
  return (...args) =>
    execFileSync("buildah", [...places, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

/** Makes an image out of a folder that holds a root. */
export function imageOf(buildah: Buildah, root: string, name: string): void {
  const container = buildah("from", "scratch");
  buildah("add", container, root, "/");
  buildah("commit", "--quiet", "--rm", container, name);
}
