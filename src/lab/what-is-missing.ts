import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LabProgram } from "../contract/lab-daemon.ts";
import type { Tree } from "../output/tree/build-tree.ts";
import { findProgram } from "../verdict/find-program.ts";
import { daemonNamed } from "./daemons.ts";
import { startCommand } from "./start-fabric.ts";

/** Programs that every lab needs, with Debian's packages. */
const TOOLS: readonly LabProgram[] = [
  { program: "ip", debian: "iproute2" },
  { program: "nsenter", debian: "util-linux" },
  { program: "openssl", debian: "openssl" },
  { program: "perl", debian: "perl" },
  { program: "unshare", debian: "util-linux" },
];

/**
 * Why the lab cannot run a tree on this machine, and what to do about it; undefined if it can.
 * @param path search path for programs
 */
export function whatIsMissing({ units }: Tree, path: string): string | undefined {
  if (process.platform !== "linux") return "the lab is made of namespaces, which Linux alone has";
  const daemons = [...new Set(units.map(({ daemon }) => daemon))];
  const missing = [...TOOLS, ...daemons.flatMap((daemon) => daemonNamed(daemon)?.programs ?? [])].filter(
    ({ program }) => findProgram(program, path) === undefined,
  );
  if (missing.length > 0) {
    const names = missing.map(({ program }) => program).join(", ");
    const packages = [...new Set(missing.map(({ debian }) => debian))].join(" ");
    return `the lab needs ${names}, which ${missing.length === 1 ? "is" : "are"} not installed: apt install ${packages}`;
  }
  const [command, ...args] = startCommand(mkdtempSync(join(tmpdir(), "intentlb-lab-")), ["true"]);
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status === 0) return undefined;
  const help =
    process.getuid?.() === 0
      ? "allow namespaces, those of users too, on this machine (containers need privileges for it)"
      : "run as root, or install uidmap and give yourself subordinate ids in /etc/subuid and /etc/subgid";
  return `namespaces are not allowed here (${stderr.trim()}): ${help}`;
}
