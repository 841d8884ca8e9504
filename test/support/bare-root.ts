import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { debianRoot } from "./debian-root.ts";

/** A root of Debian of one's own, with a plain user `op` in it. */
export interface BareRoot {
  readonly folder: string;
  /** Standard output of a script that root runs in `op`'s home. It sees no processes but its own. */
  run(script: string): string;
  /** The same as the plain user. */
  runAsOp(script: string): string;
}

/** Copies the bare root of a release, which must be there, to a folder that is not. */
export function copyBareRoot(suite: "bookworm" | "trixie", folder: string): BareRoot {
  // With its device nodes.
  execFileSync("cp", ["--archive", debianRoot(suite) ?? "", folder]);
  mkdirSync(join(folder, "home/op"));
  return {
    folder,
    run: (script) => run(folder, script, "0"),
    runAsOp: (script) => run(folder, script, "1000"),
  };
}

function run(folder: string, script: string, user: string): string {
  const confine = ["--mount", "--pid", "--fork", "--kill-child", `--mount-proc=${join(folder, "proc")}`];
  const become = ["setpriv", `--reuid=${user}`, `--regid=${user}`, "--clear-groups"];
  const argv = [...confine, "chroot", folder, ...become, "sh", "-euc", `cd /home/op; ${script}`];
  const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/home/op", DEBIAN_FRONTEND: "noninteractive" };
  return execFileSync("unshare", argv, { encoding: "utf8", env, stdio: ["ignore", "pipe", "pipe"] });
}
