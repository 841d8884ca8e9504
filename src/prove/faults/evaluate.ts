import { compareText } from "../../contract/compare-text.ts";
import { present } from "../../contract/present.ts";
import { describeWanted } from "../judge/judge-answer.ts";
import type { BrokenPromise, FaultProof } from "../proof.ts";
import { describeQuestion } from "../questions/describe-question.ts";
import type { Question } from "../questions/question.ts";
import { within } from "./complaints.ts";
import type { PlannedFault } from "./planned-fault.ts";

/** The course of a fault. Times are from the clock of requests, in milliseconds. */
export interface Course {
  readonly fault: PlannedFault;
  readonly broken: number;
  readonly mended: number;
  /** Whether routers or load balancers had to notice it, and when all had. */
  readonly isNoticeable: boolean;
  readonly noticed?: number;
  /** Time of recovery. */
  readonly restored?: number;
  readonly streams: readonly WatchedStream[];
  /** What daemons had not noticed in time, or had not restored. */
  readonly complaints: readonly BrokenPromise[];
}

export interface WatchedStream {
  readonly question: Question;
  /** The same with the expectation during the fault; absent if there is none. */
  readonly meanwhile?: Question;
  /** In the order in which they were sent. */
  readonly requests: readonly JudgedRequest[];
}

export interface JudgedRequest {
  readonly sent: number;
  readonly ended: number;
  /** The error in the answer, compared with normal operation and with the fault; absent if it is correct. */
  readonly before?: string;
  readonly meanwhile?: string;
  readonly machine?: string;
}

/** Milliseconds in which requests may be lost when something returns: those in flight when routes move to it. */
const MOVING = 2000;

/** Result of a fault: numbers for the table, and failures. */
export function evaluate(course: Course): FaultProof {
  const { fault, broken, mended, isNoticeable, noticed, restored, streams, complaints } = course;
  const during = streams.map((stream) => ({
    ...stream,
    requests: stream.requests.filter(({ ended }) => ended >= broken),
  }));
  const lost = during.flatMap((stream) => stream.requests.filter((request) => isLost(stream, request)));
  // If nothing is left to answer, there is no last loss.
  const avoidable = during.flatMap((stream) =>
    stream.meanwhile === undefined ? [] : stream.requests.filter((each) => isWrongMeanwhile(each, course)),
  );
  const last = Math.max(broken, ...avoidable.map(({ sent }) => sent), noticed ?? broken);
  const isOut = (isNoticeable || avoidable.length > 0) && (!isNoticeable || noticed !== undefined);
  return {
    fault: fault.name,
    services: [...new Set(streams.flatMap(({ question }) => question.service ?? []))],
    requests: during.reduce((sum, { requests }) => sum + requests.length, 0),
    lost: lost.length,
    ...(isOut ? { out: (last - broken) / 1000 } : {}),
    ...(restored === undefined ? {} : { back: (restored - mended) / 1000 }),
    broken: [...complaints, ...streams.flatMap((stream) => describeWrong(stream, course))],
  };
}

/** No member of the service answered. */
function isLost({ meanwhile: left }: WatchedStream, { before, meanwhile }: JudgedRequest): boolean {
  if (before === undefined) return false;
  return meanwhile !== undefined || (left?.wanted.kind !== "member" && left?.wanted.kind !== "redirect");
}

function isWrongMeanwhile({ sent, meanwhile }: JudgedRequest, { broken, mended }: Course): boolean {
  return meanwhile !== undefined && sent >= broken && sent < mended;
}

/** Requests of a stream without the expected answer, by the time at which they were sent. */
function describeWrong(stream: WatchedStream, course: Course): BrokenPromise[] {
  const { fault, broken, mended, restored } = course;
  const { requests, meanwhile: left, question } = stream;
  const limit = broken + fault.bounds.out;
  const settled = restored === undefined ? Number.POSITIVE_INFINITY : restored + MOVING;
  const ahead = requests.filter(({ ended }) => ended < broken);
  const late = left === undefined ? [] : requests.filter(({ sent }) => sent >= limit && sent < mended);
  const moving =
    left === undefined ? [] : requests.filter(({ sent }) => sent >= Math.max(mended, broken) && sent < settled);
  const after = requests.filter(({ sent }) => sent >= settled);
  const lostMoving = moving.filter(({ before, meanwhile }) => before !== undefined && meanwhile !== undefined);
  const span = (lostMoving.at(-1)?.sent ?? 0) - (lostMoving[0]?.sent ?? 0);
  // Where it arrived before, and where it should arrive now.
  const nodes = [...new Set([...question.nodes, ...(left?.nodes ?? [])])].sort(compareText);
  const isExcused = fault.bounds.out > 0 && span <= MOVING;
  return [
    ...complain(question, `before ${fault.name}`, "", ahead, (request) => request.before),
    ...complain(
      left === undefined ? undefined : { ...left, nodes },
      fault.name,
      within(fault.bounds.out),
      late,
      (request) => request.meanwhile,
    ),
    ...(isExcused
      ? []
      : complain(question, `after ${fault.name}`, "", moving, (request) =>
          request.meanwhile === undefined ? undefined : request.before,
        )),
    ...complain(question, `after ${fault.name}`, "", after, (request) => request.before),
  ];
}

function complain(
  question: Question | undefined,
  when: string,
  deadline: string,
  requests: readonly JudgedRequest[],
  wrongOf: (request: JudgedRequest) => string | undefined,
): BrokenPromise[] {
  if (question === undefined) return [];
  const wrong = requests.filter((request) => wrongOf(request) !== undefined);
  const last = wrong.at(-1);
  if (last === undefined) return [];
  const { service, nodes, wanted } = question;
  return [
    {
      ...present({ service }),
      nodes,
      asked: `${when}: ${describeQuestion(question)}`,
      wanted: `${describeWanted(wanted)}${deadline}`,
      seen: `${wrong.length} of ${requests.length} requests lost: ${wrongOf(last)}`,
    },
  ];
}
