import { daemonsOf } from "../../lab/daemons.ts";
import type { Lab } from "../../lab/lab.ts";
import type { Answer } from "../ask/answer.ts";
import { cookiesOf, withCookies } from "../ask/ask-again.ts";
import { askAll } from "../ask/ask-all.ts";
import { readHttpAnswer } from "../ask/read-http-answer.ts";
import type { BrokenPromise } from "../proof.ts";
import type { Question } from "../questions/question.ts";
import { VISITS } from "../questions/visit-again.ts";
import { restoreMembers } from "./restore-members.ts";
import type { Trial } from "./trial.ts";
import type { TrialInput } from "./trial-input.ts";
import { type UsedServers, usedServers } from "./used-servers.ts";

/** Milliseconds for a reload on a machine that runs a whole fleet. */
const RELOADS = 30_000;

const TITLE = "after a reload of HAProxy";

/** All load balancers are reloaded: clients keep their members. */
export function tryReloads(input: TrialInput): Trial[] {
  const visits = input.questions.filter(({ wanted }) => wanted.kind === "member" && wanted.keeps === true);
  if (visits.length === 0) return [];
  let before: UsedServers = new Map();
  let questions: readonly Question[] = [];
  let failed: readonly BrokenPromise[] = [];
  return [
    {
      title: `clients ${TITLE}`,
      get questions() {
        return questions;
      },
      prepare: async (lab) => {
        before = await usedServers(lab);
        const kept: Question[] = [];
        await askAll(lab, visits.map(once), { onAnswer: (question, answer) => kept.push(...again(question, answer)) });
        failed = await reloadAll(lab);
        await restoreMembers(lab, before, input);
        questions = kept;
      },
      look: async () => failed,
      restore: async () => {},
    },
  ];
}

function once(question: Question): Question {
  const { visits: _, ...probe } = question.probe;
  return { ...question, probe };
}

/** The next requests of the client, with the cookies that it got, to be answered by the same member. */
function again(question: Question, answer: Answer): Question[] {
  const { wanted, probe } = question;
  if (answer.kind !== "said" || wanted.kind !== "member") return [];
  const machine =
    wanted.told === "http"
      ? readHttpAnswer(answer.text)?.machine
      : wanted.machines.find((name) => answer.text.split(/[^\w.:-]+/).includes(name));
  if (machine === undefined) return [];
  const says = withCookies(probe.says, new Map(cookiesOf(answer.text)));
  return [
    {
      ...question,
      asked: `${question.asked} ${TITLE}`,
      probe: { ...probe, says, visits: VISITS },
      wanted: { ...wanted, machines: [machine] },
    },
  ];
}

/** @returns those that did not work */
async function reloadAll(lab: Lab): Promise<BrokenPromise[]> {
  const found = await Promise.all(
    lab.plan.machines.flatMap(({ name }) =>
      daemonsOf(lab.files(name)).map(async ({ name: daemon, reload }): Promise<BrokenPromise[]> => {
        const lines = reload?.(lab.files(name));
        if (lines === undefined) return [];
        const { status, stderr } = await lab.exec(name, ["sh", "-ec", lines.join("\n")], { timeout: RELOADS });
        if (status === 0) return [];
        const seen = stderr.trim() || "no new process answers";
        return [{ nodes: [name], asked: `reload of ${daemon}`, wanted: "a new process takes over", seen }];
      }),
    ),
  );
  return found.flat();
}
