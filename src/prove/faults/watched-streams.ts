import { setTimeout as delay } from "node:timers/promises";
import type { Fleet } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { judgeFor } from "../judge/judge-for.ts";
import { PATIENCE, type Question } from "../questions/question.ts";
import { poolOf } from "../questions/repeat-questions.ts";
import { poolsOf } from "./checked-members.ts";
import type { Phase } from "./complaints.ts";
import type { JudgedRequest } from "./evaluate.ts";
import type { PlannedFault } from "./planned-fault.ts";
import type { FaultScope } from "./scope.ts";
import { now, type Stream } from "./watch.ts";

/** Milliseconds between two polls. */
export const PAUSE = 100;

/** Milliseconds that the requesting program may need to start on a busy machine. */
const START = 30_000;

/** A stream with its evaluation. */
export interface Watched extends Stream {
  readonly meanwhile?: Question;
  readonly judged: () => JudgedRequest[];
}

/** A stream whose answers are compared with normal operation, and with what is expected during a fault. */
export function watched(stream: Stream, meanwhile: Question | undefined, scope: FaultScope): Watched {
  const { fleet } = scope.input;
  const usualQuestion = withReserve(stream.question, scope);
  const known = new Map<number, JudgedRequest>();
  const judged = () =>
    stream.requests().flatMap(({ sent, ended, answer }): JudgedRequest[] => {
      if (ended === undefined || answer === undefined) return [];
      const before = known.get(sent);
      if (before !== undefined) return [before];
      const usual = judgeFor(usualQuestion, answer, fleet);
      const left = meanwhile === undefined ? usual : judgeFor(meanwhile, answer, fleet);
      const machine = usual.machine ?? left.machine;
      const request: JudgedRequest = {
        sent,
        ended,
        ...present({ before: usual.wrong, meanwhile: left.wrong, machine }),
      };
      known.set(sent, request);
      return [request];
    });
  return { ...stream, ...present({ meanwhile }), judged };
}

/** Reserve members may answer, too: they may be back before the others. */
function withReserve(question: Question, scope: FaultScope): Question {
  const { service, wanted } = question;
  if (wanted.kind !== "member" || wanted.machines.length === 0) return question;
  const pool = poolsOf(scope).find((each) => each.service === service && each.backend === wanted.backend);
  return pool === undefined ? question : { ...question, wanted: { ...wanted, machines: pool.machines } };
}

/**
 * Waits until each stream has a result, even if that is no answer.
 * @throws if one has none: a client that sends no requests would find no failures
 */
export async function answered(streams: readonly Watched[], signal: AbortSignal): Promise<void> {
  const deadline = now() + START;
  for (;;) {
    signal.throwIfAborted();
    const silent = streams.find(({ judged }) => judged().length === 0);
    if (silent === undefined) return;
    if (now() > deadline) throw notAsking(silent);
    await delay(PAUSE);
  }
}

/** @throws if a stream has sent no requests since */
export function stillAsked(streams: readonly Watched[], since: number): void {
  const silent = streams.find(({ requests }) => requests().every(({ sent }) => sent < since));
  if (silent !== undefined) throw notAsking(silent);
}

function notAsking({ question }: Watched): Error {
  return new Error(`the probe at ${question.client} does not run`);
}

/** Waits until no request is in flight, or each has timed out. */
export async function settled(streams: readonly Watched[], signal: AbortSignal): Promise<void> {
  const deadline = now() + 2 * PATIENCE;
  while (streams.some(({ requests }) => requests().some(({ ended }) => ended === undefined)) && now() < deadline) {
    signal.throwIfAborted();
    await delay(PAUSE);
  }
}

/** Waits until all requests in some period got the expected answer, or until those sent at the limit have timed out. */
export async function quiet(
  streams: readonly Watched[],
  { since, limit, phase, span }: { since: number; limit: number; phase: Phase; span: number },
  signal: AbortSignal,
): Promise<void> {
  const watchedOnes = streams.filter(({ meanwhile }) => phase === "after" || meanwhile !== undefined);
  const deadline = Math.max(limit, since) + span + PATIENCE + PAUSE;
  for (;;) {
    signal.throwIfAborted();
    const wrong = watchedOnes.flatMap(({ judged }) =>
      judged().filter((each) => each.sent >= since && (phase === "after" ? each.before : each.meanwhile) !== undefined),
    );
    const from = Math.max(since, ...wrong.map(({ sent }) => sent));
    const isOpen = watchedOnes.some(({ requests }) =>
      requests().some(({ sent, ended }) => sent >= from && sent < from + span && ended === undefined),
    );
    if ((now() >= from + span && !isOpen) || now() >= deadline) return;
    await delay(PAUSE);
  }
}

/** For each backend without persistence, a question if none of the broken members has answered since. */
export function unusedSince(
  streams: readonly Watched[],
  { nodes }: PlannedFault,
  { since, fleet }: { since: number; fleet: Fleet },
): Question[] {
  const pools = new Map<string, { question: Question; isUsed: boolean }>();
  for (const { question, judged } of streams) {
    const key = poolOf(question, fleet);
    if (key === undefined || question.wanted.kind !== "member") continue;
    const missing = question.wanted.machines.filter((machine) => nodes.includes(machine));
    if (missing.length === 0) continue;
    const isUsed = judged().some(({ sent, machine }) => sent >= since && missing.some((name) => name === machine));
    // Both families count together, because one of them may always reach the other members.
    pools.set(key, { question, isUsed: isUsed || pools.get(key)?.isUsed === true });
  }
  return [...pools.values()].filter(({ isUsed }) => !isUsed).map(({ question }) => question);
}
