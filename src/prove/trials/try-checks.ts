import { setTimeout as delay } from "node:timers/promises";
import type { ServerState } from "../../contract/lab-daemon.ts";
import { daemonsOf } from "../../lab/daemons.ts";
import type { Lab } from "../../lab/lab.ts";
import type { WrongAnswer } from "../../lab/members/conduct.ts";
import { placeText } from "../drift/mismatch.ts";
import type { BrokenPromise } from "../proof.ts";
import type { TrialInput } from "./plan-trials.ts";
import { OFTEN, type Tried, triedChecks, wrongStatuses, wrongTexts } from "./plan-wrong-answers.ts";
import { restoreMembers } from "./restore-members.ts";
import type { Trial } from "./trial.ts";
import { type UsedServers, usedServers } from "./used-servers.ts";

/** Milliseconds between two polls. */
const PAUSE = 300;

/** Milliseconds by which a check may be late on a machine that runs a whole fleet. */
const LATE = 5_000;

/**
 * Members answer health checks wrongly: with a status just outside of what the catalog accepts, or without the text that it
 * wants. One check of each member must fail, which is sooner seen than that the member is taken out.
 */
export function tryChecks(input: TrialInput): Trial[] {
  const tried = triedChecks(input).filter(({ claim }) => claim.check.interval <= OFTEN);
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
  const longest = Math.max(...tried.map(({ claim: { check } }) => check.interval + check.timeout));
  const untilAll = async (lab: Lab, hasFailed: boolean): Promise<Passing[]> => {
    const deadline = performance.now() + longest + LATE;
    for (;;) {
      const others = await checksWith(lab, tried, !hasFailed);
      if (others.length === 0 || performance.now() > deadline) return others;
      await delay(PAUSE);
    }
  };
  return [
    {
      title,
      questions: [],
      prepare: async (lab) => {
        await untilAll(lab, false);
        before = await usedServers(lab);
        await lab.stubs.answer(wrongly);
      },
      look: async (lab) => (await untilAll(lab, true)).map((passing) => broken(passing, wrongly)),
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
  const found = await Promise.all(
    lab.plan.machines.map(async ({ name }) => {
      const own = tried.filter(({ claim }) => claim.nodes.includes(name));
      const servers = own.length === 0 ? [] : await serversOf(lab, name);
      return own
        .filter(({ claim }) => servers.some((server) => isOf(server, claim) && server.check?.hasFailed === hasFailed))
        .map((each) => ({ ...each, balancer: name }));
    }),
  );
  return found.flat();
}

async function serversOf(lab: Lab, machine: string): Promise<readonly ServerState[]> {
  const answers = daemonsOf(lab.files(machine)).flatMap(({ servers }) => (servers === undefined ? [] : [servers]));
  const read = await Promise.all(
    answers.map(async (servers) => servers.read((await lab.exec(machine, servers.show)).stdout)),
  );
  return read.flat();
}

function isOf({ address, service, check }: ServerState, claim: Tried["claim"]): boolean {
  return address === claim.address && check?.port === claim.port && (service ?? claim.service) === claim.service;
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
