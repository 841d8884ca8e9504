import type { HttpAnswer } from "../ask/read-http-answer.ts";
import type { FrontendWanted } from "../questions/question.ts";

/** What is wrong with the response headers that a frontend promises, or promises not to send. */
export function judgeHeaders({ headers = {} }: FrontendWanted, answer: HttpAnswer): string | undefined {
  const wrong = Object.entries(headers).find(([name, value]) => (answer.headers.get(name) ?? null) !== latin1(value));
  if (wrong === undefined) return undefined;
  const [name, value] = wrong;
  return describe(name, answer.headers.get(name), value);
}

function describe(name: string, seen: string | undefined, wanted: string | null): string {
  const said = seen === undefined ? `no header ${name}` : `the header ${name}: ${seen}`;
  return wanted === null ? `${said}, which nothing in the catalog sets` : `${said}, not ${wanted}`;
}

/** Answers are read as bytes. */
function latin1(value: string | null): string | null {
  return value === null ? null : Buffer.from(value).toString("latin1").trim();
}
