import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { debianRoot } from "./debian-root.ts";

/** A private root file system of Debian, with an ordinary user `op`. */
export interface BareRoot {
  readonly folder: string;
  /** Standard output of a script that root runs in `op`'s home. It sees only its own processes. */
  run(script: string): string;
  /** The same as the ordinary user. */
  runAsOp(script: string): string;
}

/** Copies the existing bare root of a release to a new folder. */
export function copyBareRoot(suite: "bookworm" | "trixie", folder: string): BareRoot {
  // Including its device nodes.
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
