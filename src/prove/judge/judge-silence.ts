import type { Answer } from "../ask/answer.ts";
import type { Wanted } from "../questions/question.ts";

type Silence = Exclude<Answer, { kind: "said" }>;

/** An answer, or a connection, where none was expected. */
export function judgeNothing({ filtered }: Extract<Wanted, { kind: "nothing" }>, answer: Answer): string | undefined {
  if (answer.kind === "said") return `an answer: ${excerpt(answer.text)}`;
  if (answer.connected) return "a connection, without an answer";
  return filtered && isRefusal(answer) ? "connection refused by the machine itself, past its firewall" : undefined;
}

/** The result if a machine should be reachable, whether or not something listens there. */
export function judgeReach(answer: Answer, timeout: number): string | undefined {
  if (answer.kind === "said" || answer.connected || isRefusal(answer)) return undefined;
  return describeSilence(answer, timeout);
}

/** Routers without a route send another error. */
function isRefusal(answer: Answer): boolean {
  return answer.kind === "refused" && answer.why === "ECONNREFUSED";
}

export function describeSilence(answer: Silence, timeout: number): string {
  if (answer.kind === "silent") return `nothing within ${timeout / 1000} s`;
  return `${answer.connected ? "no answer" : "no connection"} (${answer.why})`;
}

const SHOWN = 80;

export function excerpt(text: string): string {
  return JSON.stringify(text.slice(0, SHOWN));
}
