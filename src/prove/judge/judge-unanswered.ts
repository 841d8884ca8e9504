import type { Answer } from "../ask/answer.ts";
import { readHttpAnswer } from "../ask/read-http-answer.ts";
import type { Wanted } from "../questions/question.ts";
import { describeSilence, excerpt } from "./judge-silence.ts";

const UNAVAILABLE = 503;

/** No member may answer: the load balancer says so, or closes the connection, or no longer has the VIP. */
export function judgeUnanswered(
  { told }: Extract<Wanted, { kind: "unanswered" }>,
  answer: Answer,
  timeout: number,
): string | undefined {
  if (!("connected" in answer)) {
    const http = told === "http" ? readHttpAnswer(answer.text) : undefined;
    if (http === undefined) return `an answer: ${excerpt(answer.text)}`;
    if (http.machine !== undefined) return `an answer from ${http.machine}`;
    return http.status === UNAVAILABLE ? undefined : `status ${http.status}`;
  }
  return answer.kind === "silent" && answer.connected ? describeSilence(answer, timeout) : undefined;
}
