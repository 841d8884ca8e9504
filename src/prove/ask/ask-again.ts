import type { Probe } from "../questions/question.ts";
import type { Answer, ClientCertificates } from "./answer.ts";
import { askOnce } from "./ask-once.ts";
import { floodWith } from "./flood-with.ts";
import { whileHolding } from "./while-holding.ts";

/** Sends a probe as often as it says: all at once, or sequentially, each time with the cookies of earlier answers. */
export async function askAgain(probe: Probe, certificates: ClientCertificates): Promise<Answer> {
  if (probe.flood !== undefined) return floodWith(probe, probe.flood, certificates);
  if (probe.held !== undefined) return whileHolding(probe.held, probe, () => askOnce(probe, certificates));
  const cookies = new Map<string, string>();
  const answers: Answer[] = [];
  for (let visit = 0; visit < (probe.visits ?? 1); visit++) {
    const answer = await askOnce({ ...probe, says: withCookies(probe.says, cookies) }, certificates);
    answers.push(answer);
    if (answer.kind !== "said") break;
    for (const [name, value] of cookiesOf(answer.text)) cookies.set(name, value);
  }
  const [first, ...again] = answers;
  if (first === undefined) throw new Error("a probe that is never sent");
  return first.kind === "said" && again.length > 0 ? { ...first, again } : first;
}

/** RFC 6265, section 5.4. */
export function withCookies(request: string, cookies: ReadonlyMap<string, string>): string {
  if (cookies.size === 0) return request;
  const pairs = [...cookies].map(([name, value]) => `${name}=${value}`);
  return request.replace(/\r\n\r\n$/, `\r\nCookie: ${pairs.join("; ")}\r\n\r\n`);
}

/** Cookies that an answer sets, ignoring their attributes. */
export function cookiesOf(answer: string): [name: string, value: string][] {
  const [head = ""] = answer.split("\r\n\r\n");
  return [...head.matchAll(/^set-cookie: *([^=;\r\n]+)=([^;\r\n]*)/gim)].map(([, name = "", value = ""]) => [
    name,
    value,
  ]);
}
