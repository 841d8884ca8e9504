import { setTimeout as delay } from "node:timers/promises";
import { present } from "../../contract/present.ts";
import type { Lab } from "../../lab/lab.ts";
import type { BrokenPromise, FaultProof } from "../proof.ts";
import type { Question } from "../questions/question.ts";
import { describeRoute } from "../settle/describe-route.ts";
import { inTime, type Phase, unusedMember, wrongMember, wrongSession } from "./complaints.ts";
import { evaluate, type WatchedStream } from "./evaluate.ts";
import { expectMeanwhile } from "./expect-meanwhile.ts";
import type { Outlook } from "./look.ts";
import { paceOf, pickQuestions } from "./pick-questions.ts";
import type { PlannedFault } from "./planned-fault.ts";
import type { FaultScope } from "./scope.ts";
import { now, type Watchers } from "./watch.ts";
import { answered, PAUSE, quiet, settled, stillAsked, unusedSince, watched } from "./watched-streams.ts";

/** The surroundings of faults. */
export interface FaultRun {
  readonly scope: FaultScope;
  readonly lab: Lab;
  /** All questions of the proof. */
  readonly questions: readonly Question[];
  readonly isMeant: (service: string) => boolean;
  readonly watchers: Watchers;
  readonly outlook: Outlook;
  /** Milliseconds between two requests of a stream; if absent, what a busy machine and rate limits allow. */
  readonly pace?: number;
  /** Ends the wait; tests in progress fail when the lab is gone. */
  readonly signal: AbortSignal;
}

/** Milliseconds without a lost request before a fault counts as noticed, or as recovered; at least one request per stream. */
const QUIET = 2000;
/** The same if the fault must go unnoticed: longer than BFD and the spread of routes need. */
const HELD = 4000;
const QUIET_AFTER = 1000;

/** Breaks something while requests run, waits until that is noticed, repairs it, and waits for recovery. */
export async function runFault(fault: PlannedFault, run: FaultRun): Promise<FaultProof> {
  const { lab, outlook, signal } = run;
  const picked = pickQuestions(run.questions, fault, run.isMeant);
  const meanwhile = expectMeanwhile(run.scope, fault, picked);
  const pace = run.pace ?? paceOf(picked, run.scope.input.fleet);
  const watch = run.watchers.watch(picked, pace);
  const streams = watch.streams.map((stream) => watched(stream, meanwhile.get(stream.question), run.scope));
  const isAnnounced = (phase: Phase) => phase === "after" || fault.isAnnounced;
  const look = async (phase: Phase) => {
    const [routes, members] = await Promise.all([
      isAnnounced(phase) ? outlook.wrongRoutes(fault, phase) : [],
      outlook.wrongMembers(fault, phase),
    ]);
    const wrong = [...routes.flatMap(describeRoute), ...members.map((member) => wrongMember(member, phase))];
    return wrong
      .filter(({ service }) => service === undefined || run.isMeant(service))
      .map((each) => inTime(each, fault, phase));
  };
  /** Polls until no failures are left or it is too late; returns the time, or the remaining failures. */
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
    const isNoticeable = (await look("meanwhile")).length > 0;
    const broken = now();
    await Promise.all(fault.breaks.map((each) => lab.fail(each)));
    const limit = broken + fault.bounds.out;
    const out = await wait(() => look("meanwhile"), limit);
    await quiet(
      streams,
      { since: out.at ?? now(), limit, phase: "meanwhile", span: Math.max(pace, isNoticeable ? QUIET : HELD) },
      signal,
    );
    // Once noticed, it must stay noticed.
    const still = out.at === undefined ? out.left : await look("meanwhile");
    const mended = now();
    await Promise.all(fault.breaks.map((each) => lab.restore(each)));
    const back = await wait(async () => {
      const found = await look("after");
      const down = await outlook.downSessions(fault);
      const unused = unusedSince(streams, fault, { since: mended, fleet: run.scope.input.fleet });
      const wrong = [...down.map(wrongSession), ...unused.map((question) => unusedMember(question, fault))];
      return [...found, ...wrong.map((each) => inTime(each, fault, "after"))];
    }, mended + fault.bounds.back);
    await quiet(
      streams,
      { since: back.at ?? now(), limit: mended + fault.bounds.back, phase: "after", span: Math.max(pace, QUIET_AFTER) },
      signal,
    );
    watch.stop();
    await delay(PAUSE);
    await settled(streams, signal);
    stillAsked(streams, broken);
    return evaluate({
      fault,
      broken,
      mended,
      isNoticeable,
      ...present({ noticed: out.at, restored: back.at }),
      streams: streams.map(
        ({ question, meanwhile: left, judged }): WatchedStream => ({
          question,
          ...present({ meanwhile: left }),
          requests: judged(),
        }),
      ),
      complaints: [...still, ...back.left],
    });
  } finally {
    watch.stop();
  }
}
