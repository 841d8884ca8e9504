import { mkdirSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Ended } from "./run-process.ts";

/** How a daemon is made to see a node's files at their real paths. */
export interface Sandbox {
  /**
   * `namespace`: the files are laid over the machine's own in a mount namespace. `copy`: it reads a copy in which paths
   * were rewritten, where the kernel or a container forbids namespaces.
   */
  readonly kind: "namespace" | "copy";
  /**
   * The command line that runs another one in the folder that holds the node's tree.
   * @param folders what the tree has in it
   * @param ownNetwork in a network namespace of its own, with all capabilities there
   */
  wrap(argv: readonly string[], folders: Folders, ownNetwork: boolean): readonly string[];
}

/** Folders of a tree that are laid over the machine's own. */
export interface Folders {
  /** First components of its paths: `etc`, `usr`. */
  readonly tops: readonly string[];
  /** Folders (`etc/bird`) that this machine has as well, but closed to us: there the tree's stand alone. */
  readonly closed: readonly string[];
}

/** Runs a command in a folder. */
export type Run = (argv: readonly string[], folder: string) => Promise<Ended>;

/**
 * Lays the folders named in $1 over the machine's own, puts those in $2 in their place, gives it memory for its
 * temporary files, and becomes the command that follows.
 */
const OVERLAY =
  'set -f; for top in $1; do mount -t overlay overlay -o "ro,lowerdir=$top:/$top" "/$top" || exit 1; done; ' +
  'for folder in $2; do mount --bind "$folder" "/$folder" || exit 1; done; shift 2; ' +
  'mount -t tmpfs tmpfs "$TMPDIR" || exit 1; cd / && exec "$@"';

const COPY: Sandbox = { kind: "copy", wrap: (argv) => argv };

/**
 * Finds out by trial what the kernel permits. Real root keeps its capabilities, since the kernel grants some (large netlink
 * messages) to nobody else; everybody else, and root in a container, becomes root in a user namespace.
 * @param folder a place for the trial
 */
export async function findSandbox(
  isRoot: boolean,
  tops: readonly string[],
  folder: string,
  run: Run,
): Promise<Sandbox> {
  // They are split at spaces, and mount options at commas and colons.
  if (tops.some((top) => !/^[A-Za-z0-9_-]+$/.test(top))) return COPY;
  const trial = mkdtempSync(join(folder, "trial-"));
  for (const top of tops) mkdirSync(join(trial, top));
  for (const sandbox of [...(isRoot ? [namespace([])] : []), namespace(["--user", "--map-root-user"])]) {
    const { status } = await run(sandbox.wrap(["true"], { tops, closed: [] }, true), trial);
    if (status === 0) return sandbox;
  }
  return COPY;
}

function namespace(flags: readonly string[]): Sandbox {
  return {
    kind: "namespace",
    wrap: (argv, { tops, closed }, ownNetwork) => [
      ...["unshare", "--mount", ...flags, ...(ownNetwork ? ["--net"] : [])],
      ...["sh", "-c", OVERLAY, "sh", tops.join(" "), closed.join(" "), ...argv],
    ],
  };
}
