import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { HeardRequest } from "../../contract/heard-request.ts";
import { spawnInside, visiting } from "../enter.ts";
import { limitFor, STEP } from "../limits.ts";
import { runModule } from "../run-module.ts";
import { PROGRAMS } from "../start-fabric.ts";
import { withDeadline } from "../with-deadline.ts";
import type { AnsweredWrongly, Shown, WrongAnswer } from "./conduct.ts";
import type { Listener } from "./listener.ts";

/** File with the certificates of stubs, below the lab's folder. */
export const MEMBER_CERTIFICATES = "member-certificates.json";

/** A process that runs the stubs of some machines. */
export interface Members {
  /** Stops the servers of a machine: their ports are closed, connections are reset. */
  readonly drop: (machine: string) => Promise<void>;
  /** Lets the servers of a machine accept connections without answering, or answer again. */
  readonly hang: (machine: string, isHanging: boolean) => Promise<void>;
  /** Changes the certificates of all servers, and resets their connections, so that a load balancer notices. */
  readonly show: (certificates: Shown) => Promise<void>;
  /** Answers these checks wrongly, all others as they expect. */
  readonly answer: (wrongly: readonly WrongAnswer[]) => Promise<void>;
  /** Wrong answers since they were ordered. */
  readonly answered: () => Promise<readonly AnsweredWrongly[]>;
  /** Everything that was received and is not a question of the lab. */
  readonly heard: () => Promise<readonly HeardRequest[]>;
  /** @throws if the process has ended by itself, with what it said: members that do not answer are no fault of the fleet then */
  readonly verify: () => void;
  readonly stop: () => void;
}

/**
 * Starts the servers of some machines in one process. `listen.pl` goes from namespace to namespace, opens the sockets
 * there, and becomes that process at the end.
 * @param folder for the plan; holds the certificates
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
    join(folder, MEMBER_CERTIFICATES),
  ]);
  let complaints = "";
  player.stderr.setEncoding("utf8").on("data", (data: string) => {
    complaints += data;
  });
  let ended: Error | undefined;
  const waiting = new Map<string, { resolve: (answer: string) => void; reject: (reason: Error) => void }>();
  createInterface({ input: player.stdout })
    .on("line", (line) => {
      const [order = ""] = line.split(" ", 1);
      // Only these have an answer; all others are repeated.
      if (order === "heard" || order === "answered") waiting.get(order)?.resolve(line.slice(order.length + 1));
      else waiting.get(line)?.resolve("");
    })
    .on("close", () => {
      ended = new Error(`servers of the lab ended:\n${complaints.trimEnd()}`);
      for (const { reject } of waiting.values()) reject(ended);
    });
  const confirmed = (line: string) =>
    new Promise<string>((resolve, reject) => {
      if (ended === undefined) waiting.set(line, { resolve, reject });
      else reject(ended);
    });
  player.stdin.on("error", () => {});
  const limit = limitFor({ machine: machines.length, listener: listeners.length });
  await withDeadline(confirmed("ready"), limit, "servers of the lab");
  const order = (line: string) => {
    const done = confirmed(line);
    player.stdin.write(`${line}\n`);
    return withDeadline(done, STEP, `servers of the lab: ${line.slice(0, 40)}`);
  };
  return {
    drop: async (machine) => void (await order(`end ${machine}`)),
    hang: async (machine, isHanging) => void (await order(`${isHanging ? "hang" : "wake"} ${machine}`)),
    show: async (certificates) => void (await order(`show ${certificates}`)),
    answer: async (wrongly) => void (await order(`answer ${JSON.stringify(wrongly)}`)),
    answered: async () => JSON.parse(await order("answered")),
    heard: async () => JSON.parse(await order("heard")),
    verify: () => {
      if (ended !== undefined) throw ended;
    },
    stop: () => player.stdin.end(),
  };
}
