import { text } from "node:stream/consumers";
import type { Lane, Task } from "./answer.ts";
import { askAgain } from "./ask-again.ts";

/*
 * The program that sends requests in the network of a client. Standard input has the task as JSON; each answer is a line with its
 * probe's number, and how long it took: `[3,{"kind":"silent","connected":false},2501.5]`.
 */

const task: Task = JSON.parse(await text(process.stdin));

async function work(waiting: Iterable<Lane["probes"][number]>): Promise<void> {
  for (const [index, probe] of waiting) {
    const start = performance.now();
    const answer = await askAgain(probe, task.certificates);
    process.stdout.write(`${JSON.stringify([index, answer, performance.now() - start])}\n`);
  }
}

await Promise.all(
  task.lanes.flatMap(({ probes, parallel }) => {
    // Workers take from one iterator: each probe is asked once.
    const waiting = probes.values();
    return Array.from({ length: parallel }, () => work(waiting));
  }),
);
