import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../package-root.ts";
import { rememberFabric } from "./lab-folder.ts";
import { withDeadline } from "./with-deadline.ts";

/** Programs that run inside the namespaces. */
export const PROGRAMS: string = join(packageRoot, "src/prove/programs");

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

/**
 * Namespaces of mounts, network, names and processes; as a plain user inside a namespace of users with all the
 * subordinate ids that the user has, so that daemons run under users of their own.
 */
export async function startFabric(folder: string): Promise<Fabric> {
  const users = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user", "--map-auto"];
  const fabric = spawn(
    "unshare",
    [...users, "-mnup", "--fork", "--kill-child", "sh", join(PROGRAMS, "fabric.sh"), folder, PROGRAMS],
    // A session of its own: a key pressed at the terminal is for the prover alone.
    { stdio: "pipe", detached: true, env: { PATH }, cwd: "/" },
  );
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
      who?.reject(new Error(`its log ends with:\n${readLog(join(folder, "machines", first, "log"))}`));
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
