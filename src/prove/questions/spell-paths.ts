import type { Fleet, Frontend, Service } from "../../contract/fleet.ts";
import { isAllowed } from "./access-of.ts";
import { speaksH2, withTls } from "./ask-handshakes.ts";
import type { Question } from "./question.ts";
import { BAD_REQUEST, FORBIDDEN } from "./wanted-from.ts";

/**
 * Restricted routes again, in spellings that some member treats as the same path: each is requested by one client that is only
 * blocked from this route, so that it would get an answer if the load balancer treated it as another path.
 * @param questions those to the frontend
 */
export function spellPaths(
  questions: readonly Question[],
  { service, frontend }: { service: Service; frontend: Frontend },
  fleet: Fleet,
): Question[] {
  return service.routes.flatMap(({ path, access }) => {
    if (access === undefined) return [];
    const refused = questions.find(
      ({ wanted, probe }) =>
        wanted.kind === "status" &&
        wanted.status === FORBIDDEN &&
        probe.says.startsWith(requestLine(path)) &&
        isAllowed(probe.from, fleet, service.access, frontend.access),
    );
    if (refused === undefined) return [];
    const spelled = spellingsOf(path).map((spelling) => respell(refused, path, spelling));
    // Rules are the same whatever carries the request, but what a reader makes of it may not be.
    const again = speaksH2(frontend) ? [refused, ...spelled.slice(0, 1)] : [];
    return [...spelled, ...again.map((each) => withTls(each, "over HTTP/2", { h2: true }))];
  });
}

interface Spelling {
  readonly path: string;
  /** The load balancer's response to it. */
  readonly status: number;
}

/** A path without a letter or digit has none. */
function spellingsOf(path: string): Spelling[] {
  // Encoded characters stay encoded.
  const encoded = (percent: string) =>
    path.replace(/(?<!%.?)[A-Za-z0-9]/, (letter) => `${percent}${letter.charCodeAt(0).toString(16)}`);
  if (encoded("%") === path) return [];
  const upper = path.toUpperCase();
  const refused = [encoded("%"), upper === path ? path.toLowerCase() : upper, `/x/..//.${path}`, encoded("%25")];
  return [
    ...refused.filter((each) => each !== path).map((each) => ({ path: each, status: FORBIDDEN })),
    // The rest of each depends on the reader.
    ...["/x/..%2f", "/x/..;/", "/x;%2f"].map((before) => ({ path: `${before}${path.slice(1)}`, status: BAD_REQUEST })),
  ];
}

function respell({ asked, probe, wanted, ...rest }: Question, path: string, spelling: Spelling): Question {
  return {
    ...rest,
    asked: `${asked.slice(0, -path.length)}${spelling.path}, another spelling of ${path},`,
    probe: { ...probe, says: probe.says.replace(requestLine(path), requestLine(spelling.path)) },
    wanted: { ...wanted, kind: "status", status: spelling.status },
  };
}

function requestLine(path: string): string {
  return `GET ${path} HTTP/1.1\r\n`;
}
