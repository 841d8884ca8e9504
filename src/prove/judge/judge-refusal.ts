import type { Answer } from "../ask/answer.ts";
import { judgeHelloRefused } from "../questions/client-hello.ts";
import type { Wanted } from "../questions/question.ts";
import { describeSilence, excerpt } from "./judge-silence.ts";

/**
 * Alerts about a client's certificate, as OpenSSL names them: that it is missing (TLS 1.3, and all before), that nobody
 * known issued it; RFC 8446, section 6.2.
 */
const ABOUT_CERTIFICATES =
  /ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN)$/;

/** What is wrong if a connection must be closed without an answer. Silence shows nothing: an answer may just be late. */
export function judgeClosed(answer: Answer, timeout: number): string | undefined {
  if (answer.kind === "said") return `an answer: ${excerpt(answer.text)}`;
  return answer.kind === "refused" && answer.connected ? undefined : notClosed(answer, timeout);
}

/** What is wrong if the handshake must end with an alert. A connection that is closed without one was refused by others. */
export function judgeAlert(
  { about }: Extract<Wanted, { kind: "alert" }>,
  answer: Answer,
  timeout: number,
): string | undefined {
  if (answer.kind === "said") {
    return about === "certificate" ? `an answer: ${excerpt(answer.text)}` : judgeHelloRefused(answer.text, about);
  }
  const isAlert = answer.kind === "refused" && about === "certificate" && ABOUT_CERTIFICATES.test(answer.why);
  return isAlert ? undefined : notClosed(answer, timeout);
}

function notClosed(answer: Exclude<Answer, { kind: "said" }>, timeout: number): string {
  return answer.kind === "silent" ? `not shown: ${describeSilence(answer, timeout)}` : describeSilence(answer, timeout);
}
