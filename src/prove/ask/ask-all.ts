import { createInterface } from "node:readline";
import type { Lab } from "../../lab/lab.ts";
import { limitFor } from "../../lab/limits.ts";
import { runModule } from "../../lab/run-module.ts";
import { withDeadline } from "../../lab/with-deadline.ts";
import type { Probe, Question } from "../questions/question.ts";
import type { Answer, Task } from "./answer.ts";
import { certificatesOf } from "./certificates-of.ts";

/**
 * Parallel questions from one client: few enough for answers to be in time, and below connection limits. Those that should get
 * no answer only take time. Repeated requests of one client run alone: two in parallel could alternate, and each would reach
 * the same member each time, even without persistence; and limits would count both. Floods mostly wait.
 */
const PARALLEL = { answered: 16, refused: 512, alone: 1, floods: 4 };

const KINDS = ["answered", "refused", "alone", "floods"] as const;

function kindOf({ wanted, probe: { visits, held, flood } }: Question): (typeof KINDS)[number] {
  if (wanted.kind === "nothing" || wanted.kind === "unanswered") return "refused";
  if (flood !== undefined) return "floods";
  return (visits ?? held) === undefined ? "answered" : "alone";
}

export interface AskOptions {
  /** `took`: milliseconds from the request until the end of the answer, or of the wait for one. */
  readonly onAnswer: (question: Question, answer: Answer, took: number) => void;
}

/**
 * Asks questions from the machines of their clients: one process per machine, all in parallel.
 * @throws if a process ends before it has all answers, or takes longer than all its questions may
 */
export async function askAll(lab: Lab, questions: readonly Question[], { onAnswer }: AskOptions): Promise<void> {
  const bySender = new Map<string, Question[]>();
  for (const question of questions) {
    const { client, sender = client } = question;
    bySender.set(sender, [...(bySender.get(sender) ?? []), question]);
  }
  // The programs of all clients start at the same time.
  const start = limitFor({ client: bySender.size });
  await Promise.all([...bySender].map(([sender, own]) => askFrom(lab, sender, own, { onAnswer, start })));
}

async function askFrom(
  lab: Lab,
  sender: string,
  questions: readonly Question[],
  { onAnswer, start }: AskOptions & { readonly start: number },
): Promise<void> {
  const numbered = questions.map((question, index) => [index, question] as const);
  const lanes = KINDS.map((kind) => ({
    parallel: PARALLEL[kind],
    probes: numbered
      .filter(([, question]) => kindOf(question) === kind)
      .map(([index, { probe }]) => [index, probe] as const),
  }));
  const task: Task = { lanes, certificates: certificatesOf(lab) };
  const asker = lab.visit(sender, runModule("src/prove/ask/ask-program"));
  let complaints = "";
  let count = 0;
  asker.stderr.setEncoding("utf8").on("data", (data: string) => {
    complaints += data;
  });
  asker.stdin.on("error", () => {});
  asker.stdin.end(JSON.stringify(task));
  const timeOf = ({ timeout, visits = 1 }: Probe) => timeout * visits;
  const longest = Math.max(
    ...lanes.map(({ parallel, probes }) => probes.reduce((sum, [, probe]) => sum + timeOf(probe), 0) / parallel),
  );
  const slowest = Math.max(...questions.map(({ probe }) => timeOf(probe)));
  const answers = new Promise<void>((resolve, reject) => {
    asker.on("error", reject);
    createInterface({ input: asker.stdout })
      .on("line", (line) => {
        const [index, answer, took]: [number, Answer, number] = JSON.parse(line);
        const question = questions[index];
        count++;
        if (question !== undefined) onAnswer(question, answer, took);
      })
      .on("close", () => {
        if (count === questions.length) resolve();
        else reject(new Error(`the probe at ${sender} ended:\n${complaints.trimEnd()}`));
      });
  });
  try {
    await withDeadline(answers, start + longest + slowest, `tests from ${sender}`);
  } finally {
    asker.kill("SIGKILL");
  }
}
