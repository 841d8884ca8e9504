import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { spawnInside, visiting } from "../enter.ts";
import { runModule } from "../run-module.ts";
import { PROGRAMS } from "../start-fabric.ts";
import { withDeadline } from "../with-deadline.ts";
import type { Listener } from "./listener.ts";

/** Milliseconds until all listen. */
const START = 20_000;

/** A process that runs the stubs of some machines. */
export interface Members {
  /** Stops the servers of a machine: their ports are closed, connections are reset. */
  readonly drop: (machine: string) => Promise<void>;
  /** Lets the servers of a machine accept connections without answering, or answer again. */
  readonly hang: (machine: string, isHanging: boolean) => Promise<void>;
  readonly stop: () => void;
}

/**
 * Starts the servers of some machines in one process. `listen.pl` goes from namespace to namespace, opens the sockets
 * there, and becomes that process at the end.
 * @param folder for the plan; holds the certificate `member.pem`
 * @param pidOf first process of a machine
 */
export async function startMembers(
  listeners: readonly Listener[],
  { folder, fabric, pidOf }: { folder: string; fabric: number; pidOf: (machine: string) => number },
): Promise<Members> {
  const machines = [...new Set(listeners.map(({ machine }) => machine))];
  const ofEach = machines.map((machine) => listeners.filter((listener) => listener.machine === machine));
  const plan = join(mkdtempSync(join(folder, "members-")), "plan.json");
  writeFileSync(plan, JSON.stringify(ofEach.flat()));
  const chain = ofEach.flatMap((own, index) => [
    ...["nsenter", `--net=/proc/${pidOf(machines[index] ?? "")}/ns/net`, "perl", join(PROGRAMS, "listen.pl")],
    ...own.map(({ transport, address, port }) => `${transport}/${address}/${port}`),
    "--",
  ]);
  const player = spawnInside(visiting(fabric), [
    ...chain,
    ...runModule("src/lab/members/play-members"),
    plan,
    join(folder, "member.pem"),
  ]);
  let complaints = "";
  player.stderr.setEncoding("utf8").on("data", (data: string) => {
    complaints += data;
  });
  const waiting = new Map<string, { resolve: () => void; reject: (reason: Error) => void }>();
  createInterface({ input: player.stdout })
    .on("line", (line) => waiting.get(line)?.resolve())
    .on("close", () => {
      for (const { reject } of waiting.values())
        reject(new Error(`servers of the lab ended:\n${complaints.trimEnd()}`));
    });
  const heard = (line: string) =>
    new Promise<void>((resolve, reject) => {
      waiting.set(line, { resolve, reject });
    });
  player.stdin.on("error", () => {});
  await withDeadline(heard("ready"), START, "servers of the lab");
  const order = (what: "end" | "hang" | "wake", machine: string) => {
    const done = heard(`${what} ${machine}`);
    player.stdin.write(`${what} ${machine}\n`);
    return withDeadline(done, START, `${what} of the servers of ${machine}`);
  };
  return {
    drop: (machine) => order("end", machine),
    hang: (machine, isHanging) => order(isHanging ? "hang" : "wake", machine),
    stop: () => player.stdin.end(),
  };
}
