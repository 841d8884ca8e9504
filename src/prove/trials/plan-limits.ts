import type { Frontend, Limits, Service } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { isInAny } from "../questions/access-of.ts";
import { valuesOf } from "../questions/causes.ts";
import { onePerPlace } from "../questions/one-per-place.ts";
import { PATIENCE, type Question } from "../questions/question.ts";
import { forgetCounts } from "./forget-counts.ts";
import type { Trial } from "./trial.ts";
import type { TrialInput } from "./trial-input.ts";

/** Largest number of requests whose limit is tested: a second of work for an idle machine. */
const MOST_REQUESTS = 1000;

/** Requests per second: a rate above it might not be reached on a busy machine. */
const MOST_RATE = 100;

/** Largest number of connections whose limit is tested: HAProxy takes 2000 in the lab, for all services. */
const MOST_CONNECTIONS = 400;

/** Milliseconds after which the limit must still hold, and which part of its period that is at most. */
const LASTING = 3000;
const SHARE_OF_PERIOD = 0.6;

const NONE: Limits = { except: { ipv4: [], ipv6: [] } };

/** Connections of a flood: several requests are on the way, but few beside what is counted. */
const FLOOD = { most: 8, share: 10 };

/**
 * Limits per source: a client uses up what it may at each place where it reaches a frontend, and is refused then; one that is
 * exempt is not. They run after all questions, because later requests of that client would be refused, too.
 */
export function planLimits({ fleet, questions, isMeant }: TrialInput): Trial[] {
  const services = [...fleet.services.values()].filter(({ name }) => isMeant(name));
  const ask = (plan: typeof askConnections) =>
    services.flatMap((service) =>
      service.frontends.flatMap((frontend) =>
        plan(questions, { service, frontend }).map(
          (question): Question => ({
            ...question,
            causes: [...valuesOf(frontend, ["limits"]), ...question.causes],
          }),
        ),
      ),
    );
  const trials = [
    { title: "connections per source", questions: ask(askConnections) },
    { title: "requests per source", questions: ask(askRequests) },
  ];
  return trials
    .filter((trial) => trial.questions.length > 0)
    .map((trial) => ({ ...trial, prepare: forgetCounts, again: forgetCounts, restore: forgetCounts }));
}

interface Limited {
  readonly service: Service;
  readonly frontend: Frontend;
}

/** Whether a request to the frontend has an answer there, without anything special about it. */
function isUsual({ service, probe, wanted }: Question, { name, vip }: Service, { port }: Frontend): boolean {
  const { tls } = probe;
  return (
    service === name &&
    probe.port === port &&
    (probe.to === vip.ipv4 || probe.to === vip.ipv6) &&
    (wanted.kind === "member" || wanted.kind === "redirect") &&
    (probe.visits ?? tls?.version ?? tls?.h2) === undefined
  );
}

function askRequests(questions: readonly Question[], { service, frontend }: Limited): Question[] {
  const { requestsPerSource: rate, connectionsPerSource = FLOOD.most, except } = frontend.limits ?? NONE;
  if (rate === undefined || rate.count > MOST_REQUESTS || (1000 * rate.count) / rate.period > MOST_RATE) return [];
  const own = questions.filter((question) => isUsual(question, service, frontend));
  const { count, period } = rate;
  const each = Math.max(1, Math.min(FLOOD.most, Math.floor(count / FLOOD.share), connectionsPerSource));
  const flood = (question: Question, limit: { exempt?: true; lasts?: number }): Question => {
    const { asked, probe, nodes } = question;
    return {
      ...question,
      asked: `${asked}, again and again by one client`,
      probe: {
        ...probe,
        flood: { most: count * nodes.length + 1, connections: each * nodes.length, ...present({ lasts: limit.lasts }) },
        timeout: period + PATIENCE,
      },
      wanted: { kind: "limited", count, period, ...present({ exempt: limit.exempt }) },
    };
  };
  const lasts = Math.min(LASTING, SHARE_OF_PERIOD * period);
  return [
    ...onePerPlace(own.filter(({ probe }) => !isInAny(probe.from, except))).map((each) => flood(each, { lasts })),
    ...onePerPlace(own.filter(({ probe }) => isInAny(probe.from, except))).map((each) => flood(each, { exempt: true })),
  ];
}

/** If the client reaches several load balancers, each counts only some of its connections. */
function askConnections(questions: readonly Question[], { service, frontend }: Limited): Question[] {
  const { connectionsPerSource: most, except } = frontend.limits ?? NONE;
  if (most === undefined || most > MOST_CONNECTIONS) return [];
  const own = questions.filter((each) => isUsual(each, service, frontend) && each.nodes.length === 1);
  const holding = (question: Question, held: number): Question => ({
    ...question,
    asked: `${question.asked} by a client with ${held} other connections`,
    probe: { ...question.probe, held },
  });
  return [
    ...onePerPlace(own.filter(({ probe }) => !isInAny(probe.from, except))).flatMap((each) => [
      holding(each, most - 1),
      ...(frontend.protocol === "http"
        ? [
            { ...holding(each, most), wanted: TOO_MANY },
            { ...holding(each, 2 * most), wanted: CLOSED },
          ]
        : [{ ...holding(each, most), wanted: CLOSED }]),
    ]),
    ...onePerPlace(own.filter(({ probe }) => isInAny(probe.from, except))).map((each) => holding(each, 2 * most)),
  ];
}

const TOO_MANY = { kind: "status", status: 429 } as const;
const CLOSED = { kind: "closed" } as const;
