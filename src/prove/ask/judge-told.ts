import { FORGED } from "../../fleet/forged-headers.ts";
import { TOLD_OF_CERTIFICATES } from "../../fleet/told-headers.ts";
import type { HeadersWanted, HeaderWanted } from "../questions/headers-towards.ts";
import type { MemberWanted, Probe } from "../questions/question.ts";
import type { HttpAnswer } from "./read-http-answer.ts";

/** What the load balancer tells the member about a request: headers, and the server name in TLS. */
export function judgeTold(
  { headers = {}, servernames = {} }: Pick<MemberWanted, "headers" | "servernames">,
  { told, servername, machine = "" }: HttpAnswer,
  { tls }: Pick<Probe, "tls">,
): string | undefined {
  const named = servernames[machine];
  if (named !== undefined && named !== servername) {
    return `the member gets ${servername === undefined ? "no server name" : `the server name ${servername}`}, not ${named}`;
  }
  if (told === undefined) return undefined;
  const wrong = judgedHeaders(headers, tls?.shows === true).filter(
    ([name, value]) => !isRight(value, told.get(name.toLowerCase())),
  );
  if (wrong.length === 0) return undefined;
  return `the member receives ${wrong.map(([name, value]) => describe(name, value, told.get(name.toLowerCase()))).join(", ")}`;
}

/** A client that shows no certificate says nothing about the headers with its names. */
function judgedHeaders(headers: HeadersWanted, shows: boolean): [string, HeaderWanted][] {
  return Object.entries(headers).filter(([name]) => shows || !TOLD_OF_CERTIFICATES.includes(name));
}

/** An absent value and an empty one are the same. */
function isRight(wanted: HeaderWanted, seen = ""): boolean {
  if (wanted === null) return seen === "";
  if (typeof wanted === "string") return seen === wanted;
  return seen !== "" && !seen.includes(FORGED);
}

function describe(name: string, wanted: HeaderWanted, seen = ""): string {
  const right = wanted === null ? "none" : typeof wanted === "string" ? wanted : "one from the load balancer";
  return `${seen === "" ? `no ${name}` : `${name}: ${seen}`} (expected ${right})`;
}
