import type { Serve, ServedRedirect } from "../../contract/claim.ts";
import type { Question } from "./question.ts";

/** What follows a redirected path in a second request: no catalog has such a route. */
const REST = "/intentlb-rest/of-it";
const QUERY = "?with=this&and=that";

/** Where a request for a path below that of the claim is sent, in the terms of docs: `keep_path` appends the rest, and the query. */
export function targetOf({ to, keepPath }: ServedRedirect, matched: string, path: string): string {
  if (!keepPath) return to;
  const [rest = "", query] = path.slice(matched === "/" ? 0 : matched.length).split("?");
  // No slash is doubled.
  const appended = to.endsWith("/") ? rest.replace(/^\/+/, "") : rest;
  return `${to}${appended}${query === undefined ? "" : `?${query}`}`;
}

/**
 * Each redirect again, by one client, with a longer path and a query: it must keep or drop both, as the claim says. The
 * redirects of all host names of a frontend to https differ, so each is asked.
 * @param asked questions about one host name, with the claim that says what is served there
 */
export function followRedirects(asked: readonly { question: Question; serve: Serve }[]): Question[] {
  const byRedirect = new Map<string, Question>();
  for (const { question, serve } of asked) {
    const { wanted, probe } = question;
    if (wanted.kind !== "redirect" || serve.redirect === undefined) continue;
    const matched = serve.path ?? "/";
    const key = JSON.stringify([matched, serve.redirect]);
    if (byRedirect.has(key) || !probe.says.startsWith(`GET ${matched} `)) continue;
    const path = `${matched === "/" ? "" : matched}${REST}${QUERY}`;
    byRedirect.set(key, {
      ...question,
      asked: `${question.asked.slice(0, -matched.length)}${path}`,
      probe: { ...probe, says: probe.says.replace(`GET ${matched} `, () => `GET ${path} `) },
      wanted: { ...wanted, to: targetOf(serve.redirect, matched, path) },
    });
  }
  return [...byRedirect.values()];
}
