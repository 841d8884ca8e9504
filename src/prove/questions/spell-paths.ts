import type { Fleet, Frontend, Service } from "../../contract/fleet.ts";
import { isAllowed } from "./access-of.ts";
import { speaksH2, withTls } from "./ask-handshakes.ts";
import { onePerPlace } from "./one-per-place.ts";
import type { Question, Wanted } from "./question.ts";
import { BAD_REQUEST, FORBIDDEN } from "./wanted-from.ts";

/**
 * Routes and redirects again, in other spellings, at each place where they are reached. Restricted ones in such that some member
 * treats as the same path: each is requested by one client that is only blocked from this route, so that it would get an answer
 * if the load balancer treated it as another path. The others with an encoded letter, which is the same path to everybody.
 * @param questions those to the frontend
 */
export function spellPaths(
  questions: readonly Question[],
  { service, frontend }: { service: Service; frontend: Frontend },
  fleet: Fleet,
): Question[] {
  // A frontend that redirects everything does not read paths.
  if (frontend.redirect) return [];
  return [
    ...service.routes.flatMap((route) => spellRestricted(route, questions, { service, frontend }, fleet)),
    ...[...service.routes.filter(({ access }) => access === undefined), ...service.redirects].flatMap(({ path }) =>
      spellAnswered(path, questions),
    ),
  ];
}

function spellRestricted(
  { path, access }: Service["routes"][number],
  questions: readonly Question[],
  { service, frontend }: { service: Service; frontend: Frontend },
  fleet: Fleet,
): Question[] {
  if (access === undefined) return [];
  const all = questions.filter(
    ({ wanted, probe }) =>
      wanted.kind === "status" &&
      wanted.status === FORBIDDEN &&
      probe.says.startsWith(requestLine(path)) &&
      isAllowed(probe.from, fleet, service.access, frontend.access),
  );
  return inOneFamily(all).flatMap((refused) => {
    const spelled = spellingsOf(path).map(({ path: spelling, status }) =>
      respell(refused, path, spelling, { ...refused.wanted, kind: "status", status }),
    );
    // Rules are the same whatever carries the request, but what a reader makes of it may not be.
    const again = speaksH2(frontend) ? [refused, ...spelled.slice(0, 1)] : [];
    return [...spelled, ...again.map((each) => withTls(each, "over HTTP/2", { h2: true }))];
  });
}

function spellAnswered(path: string, questions: readonly Question[]): Question[] {
  const spelling = encodeLetter(path, "%");
  if (spelling === path) return [];
  const all = questions.filter(
    ({ wanted, probe }) =>
      (wanted.kind === "member" || wanted.kind === "redirect") && probe.says.startsWith(requestLine(path)),
  );
  return inOneFamily(all).map((answered) => respell(answered, path, spelling, answered.wanted));
}

/** One question at each place that is reached: load balancers read paths alike over both families. */
function inOneFamily(questions: readonly Question[]): Question[] {
  return onePerPlace(questions.filter(({ family }) => family === questions[0]?.family));
}

interface Spelling {
  readonly path: string;
  /** The load balancer's response to it. */
  readonly status: number;
}

/** With the first letter or digit encoded; unchanged if there is none. What is encoded stays so. */
function encodeLetter(path: string, percent: "%" | "%25"): string {
  return path.replace(/(?<!%.?)[A-Za-z0-9]/, (letter) => `${percent}${letter.charCodeAt(0).toString(16)}`);
}

/** A path without a letter or digit has none. */
function spellingsOf(path: string): Spelling[] {
  if (encodeLetter(path, "%") === path) return [];
  const upper = path.toUpperCase();
  const refused = [
    encodeLetter(path, "%"),
    upper === path ? path.toLowerCase() : upper,
    `/x/..//.${path}`,
    encodeLetter(path, "%25"),
  ];
  return [
    ...refused.filter((each) => each !== path).map((each) => ({ path: each, status: FORBIDDEN })),
    // The rest of each depends on the reader.
    ...["/x/..%2f", "/x/..;/", "/x;%2f"].map((before) => ({ path: `${before}${path.slice(1)}`, status: BAD_REQUEST })),
  ];
}

function respell({ asked, probe, ...rest }: Question, path: string, spelling: string, wanted: Wanted): Question {
  return {
    ...rest,
    asked: `${asked.slice(0, -path.length)}${spelling}, another spelling of ${path},`,
    probe: { ...probe, says: probe.says.replace(requestLine(path), requestLine(spelling)) },
    wanted,
  };
}

function requestLine(path: string): string {
  return `GET ${path} HTTP/1.1\r\n`;
}
