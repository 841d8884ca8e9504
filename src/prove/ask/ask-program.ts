import { text } from "node:stream/consumers";
import type { Lane, Task } from "./answer.ts";
import { askAgain } from "./ask-again.ts";

/*
 * The program that sends requests in the network of a client. Standard input has the task as JSON; each answer is a line with its
 * probe's number: `[3,{"kind":"silent","connected":false}]`.
 */

const task: Task = JSON.parse(await text(process.stdin));

async function work(waiting: Iterable<Lane["probes"][number]>): Promise<void> {
  for (const [index, probe] of waiting) {
    process.stdout.write(`${JSON.stringify([index, await askAgain(probe, task)])}\n`);
  }
}

await Promise.all(
  task.lanes.flatMap(({ probes, parallel }) => {
    // Workers take from one iterator: each probe is asked once.
    const waiting = probes.values();
    return Array.from({ length: parallel }, () => work(waiting));
  }),
);
