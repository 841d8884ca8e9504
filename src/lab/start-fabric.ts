import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../package-root.ts";
import { giveAway } from "../verdict/sandbox.ts";
import { rememberFabric } from "./lab-folder.ts";
import { limitFor, STEP } from "./limits.ts";
import { withDeadline } from "./with-deadline.ts";

/** Programs that create a lab, and run inside it. */
export const PROGRAMS: string = join(packageRoot, "src/lab/programs");

/**
 * The first of 65536 ids of the lab if root calls: the last ones of those that systemd reserves for containers
 * (systemd.io, "Users, Groups, UIDs and GIDs on systemd systems"). Nothing on the machine belongs to them.
 */
const LAB_ROOT = 0x6fff0000;

/** The first process of the lab; all others end with it. */
export interface Fabric {
  readonly pid: number;
  /** Starts the machine whose folder is `machines/<number>`; resolves to its first process when all its daemons run. */
  readonly startMachine: (number: number) => Promise<number>;
  /** Ends all processes of the lab. */
  readonly stop: () => Promise<void>;
}

/** The folder in which the lab's root works. Files in it at the start of the lab belong to that root. */
export function insideOf(folder: string): string {
  return join(folder, "inside");
}

/** Makes the lab's root the owner of files that were written into the folder of a running lab. */
export function handOver(folder: string): void {
  if (process.getuid?.() === 0) giveAway(folder, LAB_ROOT);
}

/** The command line that runs another one in the namespaces of a new lab, in `insideOf(folder)`, and removes the folder. */
export function startCommand(folder: string, argv: readonly string[]): readonly [string, ...string[]] {
  return ["sh", join(PROGRAMS, "start.sh"), folder, String(LAB_ROOT), ...argv];
}

/**
 * Namespaces for users, mounts, network, host name and processes. Their root has all the subordinate ids of the user, or if
 * root calls, unused ids, so that daemons run as separate users, and never as a user of the machine.
 */
export async function startFabric(folder: string): Promise<Fabric> {
  const programs = join(insideOf(folder), "programs");
  mkdirSync(programs);
  // The lab's root opens it, independent of the caller's umask.
  mkdirSync(join(insideOf(folder), "machines"));
  for (const name of ["fabric.sh", "machine.sh"]) cpSync(join(PROGRAMS, name), join(programs, name));
  const [command, ...args] = startCommand(folder, ["sh", "programs/fabric.sh"]);
  // A separate session, so that keys like Ctrl-C at the terminal reach only the prover.
  const fabric = spawn(command, args, { stdio: "pipe", detached: true, env: { PATH }, cwd: "/" });
  let complaints = "";
  fabric.stderr.setEncoding("utf8").on("data", (data: string) => {
    complaints += data;
  });
  const ended = once(fabric, "close");
  let count = 0;
  const waiting = new Map<string, { resolve: (pid: number) => void; reject: (reason: Error) => void }>();
  const expect = (what: string) =>
    new Promise<number>((resolve, reject) => {
      waiting.set(what, { resolve, reject });
    });
  const started = expect("fabric");
  createInterface({ input: fabric.stdout }).on("line", (line) => {
    const [state = "", first = "", second = ""] = line.split(" ");
    const isFabric = state === "fabric";
    const who = waiting.get(isFabric ? "fabric" : first);
    if (state === "failed")
      who?.reject(new Error(`its log ends with:\n${readLog(join(insideOf(folder), "machines", first, "log"))}`));
    else who?.resolve(Number(isFabric ? first : second));
  });
  fabric.stdin.on("error", () => {});
  fabric.on("error", () => {});
  ended.then(
    () => {
      for (const { reject } of waiting.values()) reject(new Error(`the lab ended:\n${complaints.trimEnd()}`));
    },
    (error: Error) => {
      for (const { reject } of waiting.values()) reject(error);
    },
  );
  const pid = await withDeadline(started, STEP, "the lab's namespaces");
  rememberFabric(folder, pid);
  return {
    pid,
    startMachine: (number) => {
      count++;
      const ready = expect(String(number));
      fabric.stdin.write(`machines/${number}\n`);
      return withDeadline(ready, STEP, `machine ${number}`);
    },
    stop: async () => {
      fabric.stdin.end();
      await withDeadline(ended, limitFor({ machine: count }), "end of the lab");
    },
  };
}

/** Folders of daemons, which an ordinary user's path does not have. */
export const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

function readLog(path: string): string {
  try {
    return readFileSync(path, "utf8").trimEnd().split("\n").slice(-20).join("\n");
  } catch {
    return "(its log is gone)";
  }
}
