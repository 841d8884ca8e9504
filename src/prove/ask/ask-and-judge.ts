import type { Fleet } from "../../contract/fleet.ts";
import type { Lab } from "../../lab/lab.ts";
import { judgeFor } from "../judge/judge-for.ts";
import type { Question } from "../questions/question.ts";
import type { Answer } from "./answer.ts";
import { askAll } from "./ask-all.ts";
import type { Asked } from "./asked.ts";
import { FACTOR, LONGEST, pauseOf, ROUNDS } from "./pace.ts";

export interface JudgeOptions {
  readonly onProgress: (text: string) => void;
  /** Awaited before failed questions are asked again. */
  readonly again: () => Promise<unknown>;
  /** Questions that had the right answer: asked beside those that should get none, if these are alone. */
  readonly controls: readonly Question[];
}

/**
 * Asks questions and judges the answers. Failed ones are asked once more, with more patience if the machine is slow: an answer may
 * be late, and so may that of a health check. An unexpected answer counts at once. Silence counts if it lasted much longer than
 * the slowest right answer at the same time; otherwise these questions are asked again, and wait longer.
 */
export async function askAndJudge(
  lab: Lab,
  fleet: Fleet,
  questions: readonly Question[],
  { onProgress, again, controls }: JudgeOptions,
): Promise<Asked[]> {
  const judged = new Map<Question, Asked>();
  const silent = new Set<Question>();
  /** Resolves to the milliseconds of the slowest right answer. */
  const ask = async (some: readonly Question[], patience: number): Promise<number> => {
    const beside = controlsFor(some, [...controls, ...[...judged.values()].filter(isControl).map(questionOf)]);
    const originals = new Map([...some, ...beside].map((question) => [withPatience(question, patience), question]));
    let slowest = 0;
    await askAll(lab, [...originals.keys()], {
      onAnswer: (question, answer, took) => {
        const original = originals.get(question) ?? question;
        const verdict = judgeFor(question, answer, fleet);
        if (beside.has(original)) {
          slowest = Math.max(slowest, took);
          return;
        }
        slowest = Math.max(slowest, pauseOf(question, answer, { took, isRight: verdict.wrong === undefined }));
        judged.set(original, { question: original, ...verdict });
        note(silent, original, answer);
        onProgress(`${judged.size} of ${questions.length} tests`);
      },
    });
    return slowest;
  };
  let slowest = await ask(questions, 0);
  const late = questions.filter(
    (question) => question.wanted.kind !== "nothing" && judged.get(question)?.wrong !== undefined,
  );
  if (late.length > 0) {
    await again();
    await ask(late, Math.min(LONGEST, FACTOR * slowest));
  }
  let waited = Math.min(...[...silent].map(({ probe }) => probe.timeout));
  for (let round = 0; round < ROUNDS && silent.size > 0 && FACTOR * slowest > waited; round++) {
    onProgress(`answers take up to ${seconds(slowest)}: silence has to last longer`);
    // The machine may become slower still.
    waited = Math.min(LONGEST, 2 * FACTOR * slowest);
    slowest = await ask([...silent], waited);
  }
  if (FACTOR * slowest > waited) {
    const wrong = `not shown: nothing within ${seconds(waited)}, but answers took up to ${seconds(slowest)}`;
    for (const question of silent) judged.set(question, { question, wrong });
  }
  return questions.flatMap((question) => judged.get(question) ?? []);
}

/** Whether a question can be asked beside others: its answer is known and quick. */
export function isControl({ question, wrong }: Asked): boolean {
  const { wanted, probe } = question;
  return wrong === undefined && wanted.kind === "member" && probe.visits === undefined;
}

export function questionOf({ question }: Asked): Question {
  return question;
}

/** Questions beside those that should get no answer, for each client. */
const BESIDE = 8;

/** If too few others should be answered at the same time: some for each client, of any client if it has none. */
function controlsFor(some: readonly Question[], controls: readonly Question[]): ReadonlySet<Question> {
  const answered = some.filter(({ wanted }) => wanted.kind !== "nothing");
  if (answered.length === some.length || answered.length >= BESIDE) return new Set();
  const clients = new Set(some.map(({ client }) => client));
  const own = [...clients].flatMap((client) => controls.filter((each) => each.client === client).slice(0, BESIDE));
  return new Set(own.length > 0 ? own : controls.slice(0, BESIDE));
}

function note(silent: Set<Question>, question: Question, answer: Answer): void {
  if (question.wanted.kind === "nothing" && answer.kind === "silent" && !answer.connected) silent.add(question);
  else silent.delete(question);
}

function withPatience(question: Question, patience: number): Question {
  const { probe } = question;
  return { ...question, probe: { ...probe, timeout: Math.max(probe.timeout, patience) } };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
