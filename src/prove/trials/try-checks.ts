import { setTimeout as delay } from "node:timers/promises";
import type { Lab } from "../../lab/lab.ts";
import type { AnsweredWrongly, WrongAnswer } from "../../lab/members/conduct.ts";
import { placeText } from "../drift/mismatch.ts";
import type { BrokenPromise } from "../proof.ts";
import { balancerServers } from "../settle/balancer-servers.ts";
import { type Tried, triedChecks, wrongStatuses, wrongTexts } from "./plan-wrong-answers.ts";
import { restoreMembers } from "./restore-members.ts";
import type { Trial } from "./trial.ts";
import type { TrialInput } from "./trial-input.ts";
import { type UsedServers, usedServers } from "./used-servers.ts";

/** Milliseconds between two polls. */
const PAUSE = 300;

/** Milliseconds by which a check may be late on a machine that runs a whole fleet. */
const LATE = 10_000;

/** With this number of wrong answers, the load balancer has certainly judged the first: it checks again only afterwards. */
const CERTAIN = 2;

/**
 * Members answer health checks wrongly: with a status just outside of what the catalog accepts, or without the text that it
 * wants. The next check of each member must fail, which shows sooner than that the member is taken out.
 */
export function tryChecks(input: TrialInput): Trial[] {
  const tried = triedChecks(input);
  const withText = tried.filter(({ claim, listener }) => claim.check.body !== undefined && listener.speech === "http");
  return [
    ...planTrial("members that answer checks wrongly", tried, wrongStatuses(tried), input),
    ...planTrial("members whose answers to checks lack the text", withText, wrongTexts(withText), input),
  ];
}

function planTrial(
  title: string,
  tried: readonly Tried[],
  wrongly: readonly WrongAnswer[],
  input: TrialInput,
): Trial[] {
  if (tried.length === 0) return [];
  let before: UsedServers = new Map();
  // The connection may take another interval.
  const longest = Math.max(...tried.map(({ claim: { check } }) => 2 * check.interval + check.timeout));
  const looks = new Map<string, number>();
  for (const each of tried) {
    for (const balancer of each.claim.nodes) {
      const look = lookOf({ ...each, balancer }, input);
      looks.set(look, (looks.get(look) ?? 0) + 1);
    }
  }
  return [
    {
      title,
      questions: [],
      prepare: async (lab) => {
        // The result of an earlier trial may still stand.
        const deadline = performance.now() + longest + LATE;
        while ((await checksWith(lab, tried, true)).length > 0 && performance.now() < deadline) await delay(PAUSE);
        before = await usedServers(lab);
        await lab.stubs.answer(wrongly);
      },
      look: async (lab) => {
        const deadline = performance.now() + CERTAIN * longest + LATE;
        for (;;) {
          // In this order, so that the answers were given before the checks are seen to pass.
          const answered = await lab.stubs.answered();
          const counts = countsOf(answered);
          const passing = await checksWith(lab, tried, false);
          const isLate = performance.now() > deadline;
          const wrong = passing.filter((each) => {
            const look = lookOf(each, input);
            // The answers may have been to others that look the same.
            const alike = looks.get(look) ?? 1;
            return (alike === 1 || isLate) && (counts.get(look) ?? 0) >= CERTAIN * alike;
          });
          const arrived = new Set(answered.map(({ from, machine, port }) => `${from} ${machine} ${port}`));
          const late = passing.filter((each) => isLate && !arrived.has(linkOf(each, input)));
          if (wrong.length === passing.length || isLate)
            return [
              ...wrong.map((each) => broken(each, wrongly)),
              ...late.map((each) => absent(each, CERTAIN * longest + LATE)),
            ];
          await delay(PAUSE);
        }
      },
      restore: async (lab) => {
        await lab.stubs.answer([]);
        await restoreMembers(lab, before, input);
      },
    },
  ];
}

interface Passing extends Tried {
  readonly balancer: string;
}

/** Checks on load balancers whose last result is this one. */
async function checksWith(lab: Lab, tried: readonly Tried[], hasFailed: boolean): Promise<Passing[]> {
  const checking = new Set(tried.flatMap(({ claim }) => claim.nodes));
  const found = await balancerServers(lab, (machine) => checking.has(machine));
  return found.flatMap(({ balancer, servers }) => {
    const places = new Set(
      servers.flatMap(({ address, service = ANY, check }) =>
        check?.hasFailed === hasFailed ? [`${address} ${check.port} ${service}`] : [],
      ),
    );
    return tried
      .filter(({ claim }) => claim.nodes.includes(balancer))
      .filter(({ claim: { address, port, service } }) =>
        [service, ANY].some((each) => places.has(`${address} ${port} ${each}`)),
      )
      .map((each) => ({ ...each, balancer }));
  });
}

/** In place of the service: several have the check in common. */
const ANY = "*";

/** How often each check got a wrong answer, by what the member sees of it. */
function countsOf(answered: readonly AnsweredWrongly[]): ReadonlyMap<string, number> {
  return new Map(
    answered.map(({ from, machine, port, path = "", host = "", count }) => [
      [from, machine, port, path, host].join(" "),
      count,
    ]),
  );
}

/** Who checks which stub. */
function linkOf({ claim: { family, port }, listener, balancer }: Passing, { fleet }: TrialInput): string {
  return `${fleet.nodes.get(balancer)?.addresses[family]?.address} ${listener.machine} ${port}`;
}

/** What a member sees of a check. */
function lookOf(passing: Passing, input: TrialInput): string {
  const { claim, listener } = passing;
  const { check, service } = claim;
  const isHttp = listener.speech === "http";
  const host = check.host ?? input.fleet.services.get(service)?.hostnames[0] ?? "";
  return [linkOf(passing, input), isHttp ? (check.path ?? "/") : "", isHttp ? host : ""].join(" ");
}

/** A check that no member got. */
function absent({ claim, balancer }: Passing, waited: number): BrokenPromise {
  const { service, address, family, port, check } = claim;
  return {
    ...{ service, nodes: [balancer], asked: `check of ${placeText({ address, family, port })} by ${check.type}` },
    wanted: `one every ${check.interval / 1000} s`,
    seen: `none within ${waited / 1000} s`,
  };
}

function broken({ claim, balancer }: Passing, wrongly: readonly WrongAnswer[]): BrokenPromise {
  const { service, address, family, port, check } = claim;
  const answer = wrongly.find(
    (each) => each.address === address && each.port === port && (each.http?.path ?? "/") === (check.path ?? "/"),
  )?.http;
  const what =
    answer === undefined
      ? "nonsense"
      : answer.status === undefined
        ? "a page without the text"
        : `status ${answer.status}`;
  return {
    ...{ service, nodes: [balancer], asked: `check of ${placeText({ address, family, port })} by ${check.type}` },
    wanted: `it fails when the member answers ${what}`,
    seen: "it passes",
  };
}
