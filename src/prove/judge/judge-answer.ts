import { isIP } from "node:net";
import type { Answer } from "../ask/answer.ts";
import { type HttpAnswer, readHttpAnswer } from "../ask/read-http-answer.ts";
import { isSameAddress } from "../questions/access-of.ts";
import type { FrontendWanted, MemberWanted, Probe, Question, Wanted } from "../questions/question.ts";
import { judgeCookie } from "./judge-cookie.ts";
import { judgeHeaders } from "./judge-headers.ts";
import { judgeLimit } from "./judge-limit.ts";
import { judgeAlert, judgeClosed } from "./judge-refusal.ts";
import { describeSilence, excerpt, judgeNothing, judgeReach } from "./judge-silence.ts";
import { judgeTold } from "./judge-told.ts";
import { judgeUnanswered } from "./judge-unanswered.ts";

const ALERTS: Readonly<Record<Extract<Wanted, { kind: "alert" }>["about"], string>> = {
  version: "a TLS alert: protocol version",
  ciphers: "a TLS alert: handshake failure",
  certificate: "a TLS alert about the client certificate",
};

/** Status of members' answers to all requests. */
const OK = 200;

/** Evaluation of an answer. */
export interface Verdict {
  /** The answer if it is wrong; absent if it is correct. */
  readonly wrong?: string;
  /** Machine that answered, if it sent its name. */
  readonly machine?: string;
}

/**
 * Compares an answer with the expected one. For repeated requests of a client, compares all answers, which must come from one
 * member.
 * @param balancers addresses of the load balancers that may have forwarded the request
 */
export function judgeAnswer(question: Question, answer: Answer, balancers: readonly string[]): Verdict {
  const again = answer.kind === "said" ? (answer.again ?? []) : [];
  // Later requests have the cookies of earlier answers.
  const later = { ...question, wanted: withoutCookie(question.wanted) };
  const verdicts = [judgeOne(question, answer, balancers), ...again.map((each) => judgeOne(later, each, balancers))];
  const wrong = verdicts.find((verdict) => verdict.wrong !== undefined) ?? verdicts[0];
  const machines = verdicts.map(({ machine }) => machine ?? "nobody");
  if (wrong?.wrong === undefined && new Set(machines).size > 1) return { wrong: `answers from ${machines.join(", ")}` };
  return wrong ?? {};
}

function judgeOne(question: Question, answer: Answer, balancers: readonly string[]): Verdict {
  const { wanted, probe } = question;
  if (wanted.kind === "limited") return complain(judgeLimit(wanted, answer, question));
  if (wanted.kind === "nothing") return complain(judgeNothing(wanted, answer));
  if (wanted.kind === "closed") return complain(judgeClosed(answer, probe.timeout));
  if (wanted.kind === "alert") return complain(judgeAlert(wanted, answer, probe.timeout));
  if (wanted.kind === "reached") return complain(judgeReach(answer, probe.timeout));
  if (wanted.kind === "unanswered") return complain(judgeUnanswered(wanted, answer, probe.timeout));
  if (answer.kind !== "said") return { wrong: describeSilence(answer, probe.timeout) };
  const shown = judgeCertificate(wanted, answer);
  if (shown !== undefined) return { wrong: shown };
  if (wanted.kind === "member" && wanted.told === "text") return judgeText(wanted, answer.text, probe.from, balancers);
  const http = readHttpAnswer(answer.text);
  if (http === undefined) return { wrong: `not HTTP: ${excerpt(answer.text)}` };
  if (wanted.kind === "member") return judgeMember(wanted, http, probe, balancers);
  if (http.status !== wanted.status) return { wrong: describeHttp(http) };
  if (wanted.kind === "redirect" && !isSameUrl(http.headers.get("location"), wanted.to)) {
    return { wrong: describeHttp(http) };
  }
  if (wanted.kind === "status" && !http.body.includes(wanted.page ?? "")) {
    return { wrong: `another page: ${excerpt(http.body)}` };
  }
  return complain(judgeHeaders(wanted, http));
}

/** The expected answer in words, for a finding. */
export function describeWanted(wanted: Wanted): string {
  switch (wanted.kind) {
    case "nothing":
      return wanted.filtered ? "no reply (firewalled)" : "no connection";
    case "closed":
      return "a closed connection, without an answer";
    case "alert":
      return ALERTS[wanted.about];
    case "limited":
      return wanted.exempt
        ? "no status 429"
        : `status 429 after ${wanted.count} requests within ${wanted.period / 1000} s`;
    case "unanswered":
      return wanted.told === "http" ? "status 503, and no answer from a member" : "no answer from a member";
    case "reached":
      return "to reach the machine";
    case "status":
      return `status ${wanted.status}${wanted.page === undefined ? "" : ` with the ${wanted.page}`}`;
    case "redirect":
      return `redirect ${wanted.status} to ${wanted.to}`;
    case "member": {
      const who = wanted.machines.length === 0 ? "an answer" : `an answer from ${wanted.machines.join(" or ")}`;
      const backend = wanted.backend === undefined ? "" : ` (backend ${wanted.backend})`;
      return `${who}${backend}${wanted.keeps ? ", always the same one" : ""}`;
    }
  }
}

function judgeCertificate(wanted: FrontendWanted, answer: Answer): string | undefined {
  if (answer.kind !== "said") return undefined;
  if (wanted.ticketless && answer.hasTicket) return "a session ticket, whose key is never renewed";
  if (wanted.certificate === undefined) return undefined;
  const names = [...(answer.certificate ?? [])].sort();
  if (JSON.stringify(names) !== JSON.stringify([...wanted.certificate].sort())) {
    return `a certificate for ${names.join(", ") || "no name"}, not for ${wanted.certificate.join(", ")}`;
  }
  return answer.distrusted === undefined ? undefined : `a certificate that is not trusted (${answer.distrusted})`;
}

function judgeText(wanted: MemberWanted, text: string, from: string, balancers: readonly string[]): Verdict {
  // A name may contain dashes, and RFC 4253 puts one in front of it.
  const words = text.replace(/^SSH-2\.0-/, "").split(/[^\w.:-]+/);
  const machine = wanted.machines.find((name) => words.includes(name));
  if (wanted.machines.length > 0 && machine === undefined) return { wrong: `unexpected answer: ${excerpt(text)}` };
  const named = machine === undefined ? {} : { machine };
  const seen = words.filter((word) => isIP(word) !== 0);
  const wrong = wanted.sees === undefined ? undefined : judgeClient(wanted.sees, seen, from, balancers);
  return { ...named, ...complain(wrong) };
}

function judgeMember(wanted: MemberWanted, http: HttpAnswer, probe: Probe, balancers: readonly string[]): Verdict {
  const { machine, status } = http;
  if (machine === undefined || status !== OK || !wanted.machines.includes(machine))
    return { wrong: describeHttp(http) };
  const wrong =
    judgeSeen(wanted, http, probe.from, balancers) ??
    judgeForged(http) ??
    judgeTold(wanted, http) ??
    judgeHeaders(wanted, http) ??
    judgeCookie(wanted, http);
  return { machine, ...complain(wrong) };
}

function withoutCookie(wanted: Wanted): Wanted {
  if (wanted.kind !== "member") return wanted;
  const { cookie: _, ...rest } = wanted;
  return rest;
}

/** The client as the member sees it. */
function judgeSeen(
  { sees }: MemberWanted,
  { client, believed, forwarded = [] }: HttpAnswer,
  from: string,
  balancers: readonly string[],
): string | undefined {
  if (sees === undefined) return undefined;
  if (believed !== undefined) {
    // Applications behind it may read the rest of the header.
    const told = sees === "address" ? [believed] : [believed, ...forwarded];
    return judgeClient(sees === "balancer" ? "balancer" : "address", told, from, balancers);
  }
  if (sees === "header") return judgeClient("address", forwarded, from, balancers);
  const connected = client === undefined ? [] : [client];
  return judgeClient(sees, connected, from, balancers) ?? judgeForwarded(sees, forwarded);
}

/** Headers are forged only if a daemon of ours must remove them. */
function judgeForged({ forged = [] }: HttpAnswer): string | undefined {
  return forged.length === 0 ? undefined : `the member receives headers that the client forged: ${forged.join(", ")}`;
}

function complain(wrong: string | undefined): Pick<Verdict, "wrong"> {
  return wrong === undefined ? {} : { wrong };
}

function judgeForwarded(sees: MemberWanted["sees"], forwarded: readonly string[]): string | undefined {
  if (sees !== "balancer" || forwarded.length === 0) return undefined;
  return `the member receives the client's address: ${forwarded.join(", ")}`;
}

/** There must be exactly one address: the client's own, or that of a load balancer. */
function judgeClient(
  sees: MemberWanted["sees"],
  seen: readonly string[],
  from: string,
  balancers: readonly string[],
): string | undefined {
  const right = sees === "balancer" ? balancers : [from];
  const isRight = seen.length === 1 && right.some((address) => isSameAddress(address, seen[0] ?? ""));
  if (isRight) return undefined;
  return `the member sees ${seen.join(", ") || "nobody"} as its client, not ${right.join(" or ")}`;
}

function describeHttp({ status, headers, machine }: HttpAnswer): string {
  const location = headers.get("location");
  if (location !== undefined) return `redirect ${status} to ${location}`;
  return machine === undefined ? `status ${status}` : `status ${status} from ${machine}`;
}

function isSameUrl(left: string | undefined, right: string): boolean {
  // Redirects to a path alone are not URLs.
  if (left === right) return true;
  return left !== undefined && URL.canParse(left) && URL.canParse(right) && new URL(left).href === new URL(right).href;
}
