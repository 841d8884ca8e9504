import { setTimeout as delay } from "node:timers/promises";
import type { Service } from "../../contract/fleet.ts";
import type { StreamState, TimeRange } from "../../contract/lab-daemon.ts";
import { UNENDED_HEADER } from "../../contract/lab-headers.ts";
import { present } from "../../contract/present.ts";
import { daemonsOf } from "../../lab/daemons.ts";
import type { Lab } from "../../lab/lab.ts";
import { askAll } from "../ask/ask-all.ts";
import { placed } from "../cause-place.ts";
import type { BrokenPromise } from "../proof.ts";
import { valuesOf } from "../questions/causes.ts";
import { describeQuestion } from "../questions/describe-question.ts";
import { rawLinesOf } from "../questions/headers-towards.ts";
import type { Question } from "../questions/question.ts";
import { timesFor } from "../questions/repeat-questions.ts";
import type { Trial } from "./trial.ts";
import type { TrialInput } from "./trial-input.ts";

/** Milliseconds for which connections are held, longer each time: on a busy machine it takes a while to open them. */
const HELD = [3000, 8000];

/** Milliseconds between two looks. */
const PAUSE = 500;

/** Connections at once; HAProxy takes 2000 in the lab. */
const TOGETHER = 400;

/** Milliseconds by which a wait may have begun later than the connection. */
const LATE = 4000;

const NO_WAIT = "not shown: there is no such wait";

/** Findings without those of connections that were never made, where others say why. */
export function withoutAbsentWaits(broken: readonly BrokenPromise[]): BrokenPromise[] {
  const known = new Set(broken.filter(({ seen }) => seen !== NO_WAIT).map(({ service }) => service));
  return broken.filter(({ service, seen }) => seen !== NO_WAIT || !known.has(service));
}

const ENDS = ["client", "server"] as const;
type End = (typeof ENDS)[number];

/** A connection through a load balancer on which somebody is waited for, and how long that should last. */
interface Held {
  readonly service: Service;
  readonly end: End;
  readonly balancer: string;
  /** Absent if the catalog gives it no name. */
  readonly backend?: string;
  readonly question: Question;
  readonly wanted: number;
}

/**
 * How long load balancers wait for clients and for members: clients hold connections on which one of the two owes something,
 * and the load balancers are asked when they would give up. No timeout is awaited.
 */
export function tryTimeouts(input: TrialInput): Trial[] {
  const { fleet, isMeant } = input;
  const services = [...fleet.services.values()].filter(
    ({ name, balance }) => isMeant(name) && balance.by !== "anycast",
  );
  const held = services.flatMap((service) => ENDS.flatMap((end) => holdAll(service, end, input)));
  const trials = Array.from({ length: Math.ceil(held.length / TOGETHER) }, (_, index) =>
    held.slice(index * TOGETHER, (index + 1) * TOGETHER),
  );
  return trials.map((together) => ({
    title: "idle connections",
    questions: [],
    prepare: async () => {},
    look: (lab) => lookAt(together, lab),
    looksAt: together.map(({ service, end }) => ({
      service: service.name,
      causes: valuesOf(service, ["timeouts", end]),
    })),
    restore: async () => {},
  }));
}

/** A connection for each backend and load balancer, in one family. */
function holdAll(service: Service, end: End, { questions, listeners }: TrialInput): Held[] {
  const wanted = service.timeouts[end];
  // A raw line may set another one.
  if (wanted === undefined || rawLinesOf(service.vip.services).some((line) => line.includes("timeout"))) return [];
  const places = new Map<string, Held>();
  for (const question of questions) {
    const { wanted: answer, probe, nodes } = question;
    const { tls, visits, transport } = probe;
    if (question.service !== service.name || answer.kind !== "member" || transport === "udp") continue;
    if ((visits ?? tls?.version ?? tls?.h2) !== undefined) continue;
    const isPlayed = answer.machines.every((machine) =>
      listeners.some((each) => each.machine === machine && each.played),
    );
    // A web server waits for the end of each request.
    if (end === "client" && answer.told === "http" && !isPlayed) continue;
    const held = {
      service,
      end,
      question: hold(question, answer.told, end),
      wanted,
      ...present({ backend: answer.backend }),
    };
    for (const balancer of nodes) {
      const key = JSON.stringify([balancer, probe.port, answer.backend]);
      if (!places.has(key)) places.set(key, { ...held, balancer });
    }
  }
  return [...places.values()];
}

/**
 * Half a request: a member that does not wait for its end has answered, so the client owes the rest; one that does owes the
 * answer. Streams wait for both at once.
 */
function hold(question: Question, told: "http" | "text", end: End): Question {
  const { probe } = question;
  const more = ["Content-Length: 2", ...(end === "server" ? [`${UNENDED_HEADER}: yes`] : [])];
  const says = told === "text" ? "" : `${probe.says.replace("Connection: close", () => more.join("\r\n"))}x`;
  // So many as wait for silence may wait in parallel.
  return { ...question, probe: { ...probe, says, until: "end" }, wanted: { kind: "unanswered", told } };
}

async function lookAt(all: readonly Held[], lab: Lab): Promise<BrokenPromise[]> {
  let broken: BrokenPromise[] = [];
  let left = all;
  for (const time of HELD) {
    const seen = await lookWhile(left, time, lab);
    const failed = left.flatMap((each) => {
      const fault = faultOf(each, seen.get(each));
      return fault === undefined ? [] : [{ each, fault }];
    });
    left = failed.map(({ each }) => each);
    broken = failed.map(({ each, fault }) => describe(each, fault));
    if (left.length === 0) break;
  }
  return broken;
}

/** @returns how long the end is waited for, as soon as the load balancer tells it */
async function lookWhile(all: readonly Held[], time: number, lab: Lab): Promise<Map<Held, TimeRange>> {
  const seen = new Map<Held, TimeRange>();
  const questions = [...new Set(all.map(({ question }) => question))].flatMap((question) => {
    const held = { ...question, probe: { ...question.probe, timeout: time } };
    return Array.from({ length: timesFor(question) }, () => held);
  });
  let isOver = false;
  const asking = askAll(lab, questions, { onAnswer: () => {} }).finally(() => {
    isOver = true;
  });
  // The error is thrown when this is awaited.
  asking.catch(() => {});
  while (!isOver && seen.size < all.length) {
    await delay(PAUSE);
    const streams = await balancerStreams(lab);
    for (const each of all) {
      const { from, to, port } = each.question.probe;
      const own = streams
        .get(each.balancer)
        ?.filter((stream) => stream.from === from && stream.address === to && stream.port === port)
        .filter(
          ({ service, backend }) =>
            each.backend === undefined || (service === each.service.name && backend === each.backend),
        );
      const [range] = own?.flatMap((stream) => stream[each.end] ?? []) ?? [];
      if (range !== undefined) seen.set(each, range);
    }
  }
  await asking;
  return seen;
}

async function balancerStreams(lab: Lab): Promise<Map<string, readonly StreamState[]>> {
  const found = await Promise.all(
    lab.plan.machines.flatMap(({ name }) =>
      daemonsOf(lab.files(name)).flatMap(({ streams }) =>
        streams === undefined
          ? []
          : [lab.exec(name, streams.show).then(({ stdout }) => [name, streams.read(stdout)] as const)],
      ),
    ),
  );
  return new Map(found);
}

function faultOf({ wanted }: Held, seen: TimeRange | undefined): string | undefined {
  if (seen === undefined) return NO_WAIT;
  if (wanted >= seen.least - LATE && wanted <= seen.most) return undefined;
  return `${seen.least / 1000} s`;
}

function describe({ service, end, balancer, question, wanted }: Held, seen: string): BrokenPromise {
  return {
    ...{ service: service.name, nodes: [balancer], asked: `${describeQuestion(question)}, timeouts.${end}` },
    ...{ wanted: `${wanted / 1000} s`, seen },
    ...placed(valuesOf(service, ["timeouts", end])[0]),
  };
}
