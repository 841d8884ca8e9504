import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../package-root.ts";
import { giveAway } from "../verdict/sandbox.ts";
import { rememberFabric } from "./lab-folder.ts";
import { withDeadline } from "./with-deadline.ts";

/** Programs that make a lab, and run inside it. */
export const PROGRAMS: string = join(packageRoot, "src/lab/programs");

/**
 * The first of 65536 ids that are the lab's own where root calls: the last ones of those that systemd leaves to containers
 * (systemd.io, "Users, Groups, UIDs and GIDs on systemd systems"). Nothing on the machine belongs to them.
 */
const LAB_ROOT = 0x6fff0000;

/** Milliseconds; a machine of a campus needs some hundred. */
const START = 60_000;
const STOP = 20_000;

/** The first process of the lab, which all others end with. */
export interface Fabric {
  readonly pid: number;
  /** Starts the machine whose folder is `machines/<number>`; resolves to its first process when all its daemons run. */
  readonly startMachine: (number: number) => Promise<number>;
  /** Ends all processes of the lab. */
  readonly stop: () => Promise<void>;
}

/** The folder that the lab's root works in; what is in it when the lab starts is his. */
export function insideOf(folder: string): string {
  return join(folder, "inside");
}

/** Gives what was written into the folder of a lab that runs to its root. */
export function handOver(folder: string): void {
  if (process.getuid?.() === 0) giveAway(folder, LAB_ROOT);
}

/** The command line that runs another one in the namespaces of a new lab, in `insideOf(folder)`, and removes the folder. */
export function startCommand(folder: string, argv: readonly string[]): readonly [string, ...string[]] {
  return ["sh", join(PROGRAMS, "start.sh"), folder, String(LAB_ROOT), ...argv];
}

/**
 * Namespaces of users, mounts, network, names and processes. Their root has all the subordinate ids of the user, or where
 * root calls ids of nobody, so that daemons run under users of their own, and none of them as a user of the machine.
 */
export async function startFabric(folder: string): Promise<Fabric> {
  const programs = join(insideOf(folder), "programs");
  mkdirSync(programs);
  // It is the lab's root who opens it, whatever the caller's umask is.
  mkdirSync(join(insideOf(folder), "machines"));
  for (const name of ["fabric.sh", "machine.sh"]) cpSync(join(PROGRAMS, name), join(programs, name));
  const [command, ...args] = startCommand(folder, ["sh", "programs/fabric.sh"]);
  // A session of its own: a key pressed at the terminal is for the prover alone.
  const fabric = spawn(command, args, { stdio: "pipe", detached: true, env: { PATH }, cwd: "/" });
  let complaints = "";
  fabric.stderr.setEncoding("utf8").on("data", (data: string) => {
    complaints += data;
  });
  const ended = once(fabric, "close");
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
  const pid = await withDeadline(started, START, "the lab's namespaces");
  rememberFabric(folder, pid);
  return {
    pid,
    startMachine: (number) => {
      const ready = expect(String(number));
      fabric.stdin.write(`machines/${number}\n`);
      return withDeadline(ready, START, `machine ${number}`);
    },
    stop: async () => {
      fabric.stdin.end();
      await withDeadline(ended, STOP, "end of the lab");
    },
  };
}

/** Where daemons are, which a plain user's path does not have. */
export const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

function readLog(path: string): string {
  try {
    return readFileSync(path, "utf8").trimEnd().split("\n").slice(-20).join("\n");
  } catch {
    return "(its log is gone)";
  }
}
