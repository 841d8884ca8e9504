import { FORGED } from "../../fleet/forged-headers.ts";
import type { HttpAnswer } from "../ask/read-http-answer.ts";
import type { HeaderWanted } from "../questions/headers-towards.ts";
import type { MemberWanted } from "../questions/question.ts";

/** What the load balancer tells the member about a request: headers, and the server name in TLS. */
export function judgeTold(
  { receives = {}, servernames = {} }: Pick<MemberWanted, "receives" | "servernames">,
  { told, servername, machine = "" }: HttpAnswer,
): string | undefined {
  const named = servernames[machine];
  if (named !== undefined && named !== servername) {
    return `the member gets ${servername === undefined ? "no server name" : `the server name ${servername}`}, not ${named}`;
  }
  if (told === undefined) return undefined;
  const wrong = Object.entries(receives).filter(([name, value]) => !isRight(value, told.get(name.toLowerCase())));
  if (wrong.length === 0) return undefined;
  return `the member receives ${wrong.map(([name, value]) => describe(name, value, told.get(name.toLowerCase()))).join(", ")}`;
}

/** An absent value and an empty one are the same. */
function isRight(wanted: HeaderWanted, seen = ""): boolean {
  if (wanted === null) return seen === "";
  // Answers are read as bytes.
  if (typeof wanted === "string") return seen === Buffer.from(wanted).toString("latin1").trim();
  return seen !== "" && !seen.includes(FORGED);
}

function describe(name: string, wanted: HeaderWanted, seen = ""): string {
  const right = wanted === null ? "none" : typeof wanted === "string" ? wanted : "one from the load balancer";
  return `${seen === "" ? `no ${name}` : `${name}: ${seen}`} (expected ${right})`;
}
