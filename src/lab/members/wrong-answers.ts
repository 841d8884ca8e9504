import { present } from "../../contract/present.ts";
import type { AnsweredWrongly, WrongAnswer } from "./conduct.ts";
import type { Listener } from "./listener.ts";

/** A health check as a stub gets it. */
export interface ReceivedCheck {
  readonly listener: Pick<Listener, "machine" | "address" | "port">;
  /** Address of the sender. */
  readonly sender: string;
  /** Of HTTP. */
  readonly path?: string;
  readonly host?: string | undefined;
}

/** The wrong answers that a program of stubs was told to give. */
export interface WrongAnswers {
  /** Replaces all, and forgets which were given. */
  readonly set: (answers: readonly WrongAnswer[]) => void;
  /** The wrong answer to a check, which counts as given; undefined if it gets the right one. */
  readonly take: (check: ReceivedCheck) => WrongAnswer | undefined;
  /** With checks that got the right answer. */
  readonly given: () => readonly AnsweredWrongly[];
}

export function makeWrongAnswers(): WrongAnswers {
  let byPage: ReadonlyMap<string, WrongAnswer> = new Map();
  const given = new Map<string, AnsweredWrongly>();
  return {
    set: (answers) => {
      given.clear();
      byPage = new Map(answers.map((answer) => [pageOf(answer, answer.http?.path), answer]));
    },
    take: ({ listener, sender, path, host }) => {
      const answer = byPage.get(pageOf(listener, path));
      const { machine, address, port } = listener;
      const who = { machine, address, port, from: sender, ...present({ path, host }) };
      const key = JSON.stringify(who);
      given.set(key, { ...who, count: (given.get(key)?.count ?? 0) + (answer === undefined ? 0 : 1) });
      return answer;
    },
    given: () => [...given.values()],
  };
}

function pageOf({ machine, address, port }: ReceivedCheck["listener"], path = ""): string {
  return `${machine} ${address} ${port} ${path}`;
}
