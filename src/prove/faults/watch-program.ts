import { createInterface } from "node:readline";
import type { ClientCertificates } from "../ask/answer.ts";
import { askOnce } from "../ask/ask-once.ts";
import type { WatchOrder } from "./watch.ts";

/*
 * The program that repeats requests in the network of a client. Standard input has the certificates as JSON on its first line,
 * then one command per line. It prints a line when it sends, `[7,1234.5]`, and one with the result,
 * `[7,1234.5,1240.1,{"kind":"said",…}]`, with the number of the probe and times from the clock that all processes of a machine
 * share, in milliseconds.
 */

const timers = new Map<number, NodeJS.Timeout>();
const lines = createInterface({ input: process.stdin });
let certificates: ClientCertificates | undefined;

lines.on("line", (line) => {
  if (certificates === undefined) certificates = JSON.parse(line);
  else obey(JSON.parse(line), certificates);
});
lines.on("close", () => process.exit());

function obey(order: WatchOrder, own: ClientCertificates): void {
  if ("stop" in order) {
    clearTimeout(timers.get(order.stop));
    timers.delete(order.stop);
    return;
  }
  const { start: number, probe, interval, after } = order;
  const ask = async () => {
    timers.set(number, setTimeout(ask, interval));
    const sent = now();
    say([number, sent]);
    const answer = await askOnce(probe, own);
    say([number, sent, now(), answer]);
  };
  timers.set(number, setTimeout(ask, after));
}

function say(what: unknown): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
