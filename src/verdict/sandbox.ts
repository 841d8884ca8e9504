import { lchownSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";
import type { Ended } from "./run-process.ts";

/** How a daemon sees a node's files at their real paths, and nothing of this machine that it does not need. */
export interface Sandbox {
  /**
   * `namespace`: a root of its own, with the node's files in it, no other processes and no network. `copy`: it reads a
   * copy with rewritten paths, if the kernel or a container forbids namespaces; then it sees what its user sees.
   */
  readonly kind: "namespace" | "copy";
  /** Required owner of the files, if that is another user than ours. */
  readonly owner?: number;
  /** The command line that runs another one in the folder with the node's tree. */
  wrap(argv: readonly string[], needs: Needs): readonly string[];
}

export interface Needs {
  /** It talks to the kernel's network: it may change that of its own namespace. */
  readonly network: boolean;
  /** Names below `/etc` that it sees as on this machine, if they are world-readable. */
  readonly etc: readonly string[];
  /** Empty folders for it, without the leading slash. */
  readonly folders: readonly string[];
}

/**
 * Runs a command in a folder.
 * @param timeout milliseconds; default: the longest that anything may take
 */
export type Run = (argv: readonly string[], folder: string, timeout?: number) => Promise<Ended>;

/** Debian's user `nobody`: no daemon gets root's own privileges. */
const NOBODY = "65534";

/** Milliseconds; giving up on a busy machine would let daemons see more. */
const TRIAL = 60_000;

const CONFINE = join(packageRoot, "src/verdict/programs/confine.sh");

/**
 * Finds out by trial what the kernel permits. Real root prepares everything and becomes nobody; everybody else, and
 * root in a container, prepares it as root of a user namespace, without privileges outside of it.
 * @param programs programs outside of /usr that are needed inside
 * @param folder a place for the trial
 */
export async function findSandbox(
  isRoot: boolean,
  programs: readonly string[],
  folder: string,
  run: Run,
): Promise<Sandbox> {
  for (const sandbox of [
    ...(isRoot ? [namespace([], NOBODY, programs)] : []),
    namespace(["--user", "--map-root-user"], "", programs),
  ]) {
    const tree = join(mkdtempSync(join(folder, "trial-")), "tree");
    mkdirSync(tree);
    if (sandbox.owner !== undefined && !canGiveAway(tree, sandbox.owner)) continue;
    const { status } = await run(sandbox.wrap(["true"], { network: true, etc: [], folders: [] }), tree, TRIAL);
    if (status === 0) return sandbox;
  }
  return copy(isRoot && canGiveAway(mkdtempSync(join(folder, "trial-")), Number(NOBODY)));
}

/** The root of a user namespace may have no other users there. */
function canGiveAway(folder: string, owner: number): boolean {
  try {
    giveAway(folder, owner);
    return true;
  } catch {
    return false;
  }
}

function namespace(flags: readonly string[], user: string, programs: readonly string[]): Sandbox {
  return {
    kind: "namespace",
    ...(user === "" ? {} : { owner: Number(user) }),
    wrap: (argv, { network, etc, folders }) => [
      ...["unshare", ...flags, "--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child"],
      ...[
        "sh",
        CONFINE,
        user,
        network ? "+net_admin" : "",
        programs.join(":"),
        etc.join(" "),
        folders.join(" "),
        ...argv,
      ],
    ],
  };
}

function copy(isRoot: boolean): Sandbox {
  const become = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups", "--inh-caps=-all", "--bounding-set=-all"];
  return {
    kind: "copy",
    wrap: (argv) => ["setpriv", "--no-new-privs", ...(isRoot ? become : []), ...argv],
    ...(isRoot ? { owner: Number(NOBODY) } : {}),
  };
}

/** Gives a folder and everything in it to a user; links themselves, not their targets. */
export function giveAway(folder: string, owner: number): void {
  lchownSync(folder, owner, owner);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) giveAway(path, owner);
    else lchownSync(path, owner, owner);
  }
}
