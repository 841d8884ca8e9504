import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import type { Lab } from "../../lab/lab.ts";
import { runModule } from "../../lab/run-module.ts";
import type { Answer } from "../ask/answer.ts";
import { certificatesOf } from "../ask/certificates-of.ts";
import type { Probe, Question } from "../questions/question.ts";

/** Commands for the program that repeats requests. Times in milliseconds. */
export type WatchOrder =
  | { readonly start: number; readonly probe: Probe; readonly interval: number; readonly after: number }
  | { readonly stop: number };

/** One request, with times from the clock that all processes share, in milliseconds. */
export interface SentRequest {
  readonly sent: number;
  /** Both absent while it is in flight. */
  readonly ended?: number;
  readonly answer?: Answer;
}

/** A question that is repeated. */
export interface Stream {
  readonly question: Question;
  /** In the order in which they were sent. */
  readonly requests: () => readonly SentRequest[];
}

export interface Watchers {
  /** Repeats questions at a steady pace until `stop`, and then waits for requests in flight. */
  readonly watch: (
    questions: readonly Question[],
    interval: number,
  ) => { streams: readonly Stream[]; stop: () => void };
  readonly stop: () => void;
}

/** The clock of `Request`. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

/** One process per client, started on demand, for all faults. */
export function startWatchers(lab: Lab): Watchers {
  const watchers = new Map<string, ChildProcessWithoutNullStreams>();
  const requests: Map<number, SentRequest>[] = [];
  const watcherOf = (client: string) => {
    const known = watchers.get(client);
    if (known !== undefined) return known;
    const watcher = lab.visit(client, runModule("src/prove/faults/watch-program"));
    watcher.stdin.on("error", () => {});
    watcher.stderr.resume();
    watcher.stdin.write(`${JSON.stringify(certificatesOf(lab))}\n`);
    createInterface({ input: watcher.stdout }).on("line", (line) => {
      const [number, sent, ended, answer]: [number, number, number?, Answer?] = JSON.parse(line);
      requests[number]?.set(sent, { sent, ...(ended === undefined || answer === undefined ? {} : { ended, answer }) });
    });
    watchers.set(client, watcher);
    return watcher;
  };
  const order = (client: string, what: WatchOrder) => watcherOf(client).stdin.write(`${JSON.stringify(what)}\n`);
  return {
    watch: (questions, interval) => {
      const started = questions.map((question, index) => {
        const own = new Map<number, SentRequest>();
        const number = requests.push(own) - 1;
        const { client, probe } = question;
        // Spread, to avoid bursts.
        order(client, { start: number, probe, interval, after: (interval * index) / questions.length });
        return { number, client, stream: { question, requests: () => [...own.values()] } };
      });
      return {
        streams: started.map(({ stream }) => stream),
        stop: () => {
          for (const { client, number } of started) order(client, { stop: number });
        },
      };
    },
    stop: () => {
      for (const watcher of watchers.values()) watcher.kill("SIGKILL");
    },
  };
}
