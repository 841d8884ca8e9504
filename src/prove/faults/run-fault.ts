import { setTimeout as delay } from "node:timers/promises";
import type { Fleet } from "../../resolve/fleet.ts";
import { describeRoute } from "../ask/describe-route.ts";
import { judgeFor } from "../ask/judge-for.ts";
import type { Lab } from "../lab.ts";
import type { BrokenPromise, FaultProof } from "../proof.ts";
import { PATIENCE, type Question } from "../questions/question.ts";
import { poolOf } from "../questions/repeat-questions.ts";
import { inTime, type Phase, unusedMember, wrongMember, wrongSession } from "./complaints.ts";
import { evaluate, type JudgedRequest, type WatchedStream } from "./evaluate.ts";
import { expectMeanwhile } from "./expect-meanwhile.ts";
import type { Outlook } from "./look.ts";
import { pickQuestions } from "./pick-questions.ts";
import type { PlannedFault } from "./planned-fault.ts";
import type { FaultScope } from "./scope.ts";
import { now, type Stream, type Watchers } from "./watch.ts";

/** What faults need to be run in. */
export interface FaultRun {
  readonly scope: FaultScope;
  readonly lab: Lab;
  /** All questions of the proof. */
  readonly questions: readonly Question[];
  readonly isMeant: (service: string) => boolean;
  readonly watchers: Watchers;
  readonly outlook: Outlook;
  /** Ends the wait; what is under way fails when the lab is gone. */
  readonly signal: AbortSignal;
}

/** Milliseconds between two looks. */
const PAUSE = 100;

/** Milliseconds in which no request is lost before a fault counts as noticed, and as mended. */
const QUIET = 2000;
/** The same where nobody is to notice: longer than BFD needs, and routes to spread. */
const HELD = 4000;
const QUIET_AFTER = 1000;

/** Milliseconds between two requests of a stream, and for each stream of a fault: the machine has other things to do. */
const PACE = { least: 250, each: 25 };

/** A stream with its judge. */
interface Watched extends Stream {
  readonly meanwhile?: Question;
  readonly judged: () => JudgedRequest[];
}

/** Breaks something while requests run, waits until that is noticed, mends it, and waits until all is as before. */
export async function runFault(fault: PlannedFault, run: FaultRun): Promise<FaultProof> {
  const { lab, outlook, signal } = run;
  const picked = pickQuestions(run.questions, fault, run.isMeant);
  const meanwhile = expectMeanwhile(run.scope, fault, picked);
  const watch = run.watchers.watch(picked, Math.max(PACE.least, PACE.each * picked.length));
  const streams = watch.streams.map((stream) => watched(stream, meanwhile.get(stream.question), run));
  const isAnnounced = (phase: Phase) => phase === "after" || fault.isAnnounced;
  const look = async (phase: Phase) => {
    const [routes, members] = await Promise.all([
      isAnnounced(phase) ? outlook.wrongRoutes(fault, phase) : [],
      outlook.wrongMembers(fault, phase),
    ]);
    const wrong = [...routes.flatMap(describeRoute), ...members.map((member) => wrongMember(member, phase))];
    return wrong.map((each) => inTime(each, fault, phase));
  };
  /** Looks until nothing is left to say, or it is too late; says when that was, or what was left. */
  const wait = async (find: () => Promise<BrokenPromise[]>, deadline: number) => {
    for (;;) {
      const left = await find();
      if (left.length === 0) return { at: now(), left };
      if (now() > deadline || signal.aborted) return { left };
      await delay(PAUSE);
    }
  };
  try {
    await answered(streams, signal);
    const [sessions, isNoticeable] = [await outlook.sessions(fault), (await look("meanwhile")).length > 0];
    const broken = now();
    await Promise.all(fault.breaks.map((each) => lab.fail(each)));
    const limit = broken + fault.bounds.out;
    const out = await wait(() => look("meanwhile"), limit);
    await quiet(
      streams,
      { since: out.at ?? now(), limit, phase: "meanwhile", span: isNoticeable ? QUIET : HELD },
      signal,
    );
    // Whatever was noticed has to stay so.
    const still = out.at === undefined ? out.left : await look("meanwhile");
    const mended = now();
    await Promise.all(fault.breaks.map((each) => lab.restore(each)));
    const back = await wait(async () => {
      const found = await look("after");
      const up = await outlook.sessions(fault);
      const down = sessions.filter((session) => !up.includes(session));
      const unused = unusedSince(streams, fault, { since: mended, fleet: run.scope.input.fleet });
      const wrong = [...down.map(wrongSession), ...unused.map((question) => unusedMember(question, fault))];
      return [...found, ...wrong.map((each) => inTime(each, fault, "after"))];
    }, mended + fault.bounds.back);
    await quiet(
      streams,
      { since: back.at ?? now(), limit: mended + fault.bounds.back, phase: "after", span: QUIET_AFTER },
      signal,
    );
    watch.stop();
    await delay(PAUSE);
    await settled(streams, signal);
    return evaluate({
      fault,
      broken,
      mended,
      isNoticeable,
      ...(out.at === undefined ? {} : { noticed: out.at }),
      ...(back.at === undefined ? {} : { restored: back.at }),
      streams: streams.map(
        ({ question, meanwhile: left, judged }): WatchedStream => ({
          question,
          ...(left === undefined ? {} : { meanwhile: left }),
          requests: judged(),
        }),
      ),
      complaints: [...still, ...back.left],
    });
  } finally {
    watch.stop();
  }
}

function watched(stream: Stream, meanwhile: Question | undefined, { scope }: FaultRun): Watched {
  const { fleet } = scope.input;
  const known = new Map<number, JudgedRequest>();
  const judged = () =>
    stream.requests().flatMap(({ sent, ended, answer }): JudgedRequest[] => {
      if (ended === undefined || answer === undefined) return [];
      const before = known.get(sent);
      if (before !== undefined) return [before];
      const usual = judgeFor(stream.question, answer, fleet);
      const left = meanwhile === undefined ? usual : judgeFor(meanwhile, answer, fleet);
      const machine = usual.machine ?? left.machine;
      const request: JudgedRequest = {
        sent,
        ended,
        ...(usual.wrong === undefined ? {} : { before: usual.wrong }),
        ...(left.wrong === undefined ? {} : { meanwhile: left.wrong }),
        ...(machine === undefined ? {} : { machine }),
      };
      known.set(sent, request);
      return [request];
    });
  return { ...stream, ...(meanwhile === undefined ? {} : { meanwhile }), judged };
}

/** Waits until each stream has an answer, or has had time for one. */
async function answered(streams: readonly Watched[], signal: AbortSignal): Promise<void> {
  const deadline = now() + 3 * PATIENCE;
  while (streams.some(({ judged }) => judged().length === 0) && now() < deadline) {
    signal.throwIfAborted();
    await delay(PAUSE);
  }
}

/** Waits until no request is under way, or each has had its time. */
async function settled(streams: readonly Watched[], signal: AbortSignal): Promise<void> {
  const deadline = now() + 2 * PATIENCE;
  while (streams.some(({ requests }) => requests().some(({ ended }) => ended === undefined)) && now() < deadline) {
    signal.throwIfAborted();
    await delay(PAUSE);
  }
}

/** Waits until all requests of some time were answered as promised, or until those that were sent at the limit had their time. */
async function quiet(
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

/** Of each backend whose members take turns a question, where none of the broken ones has answered since. */
function unusedSince(
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
    // Families take turns with each other: one of them may always meet the others.
    pools.set(key, { question, isUsed: isUsed || pools.get(key)?.isUsed === true });
  }
  return [...pools.values()].filter(({ isUsed }) => !isUsed).map(({ question }) => question);
}
