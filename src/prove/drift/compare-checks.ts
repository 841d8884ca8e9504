import { GOOD_STATUSES, statusesIn } from "../../checks/http-statuses.ts";
import type { Check } from "../../contract/claim.ts";
import type { Fleet } from "../../contract/fleet.ts";
import type { SaidCheck } from "../../contract/said.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import type { HeardNode } from "./ask-daemons.ts";
import { firstCause, type Mismatch, placeText } from "./mismatch.ts";

type Input = Pick<LabInput, "fleet" | "claims">;

/** A daemon checks everything that claims say, and nothing that does not exist. */
export function compareChecks(heard: HeardNode, { fleet, claims }: Input): Mismatch[] {
  return checkTellers(heard, fleet).flatMap(({ daemon, tellsForAgents, said }): Mismatch[] => {
    const left = [...said];
    const tellsOf = (asker: string) => asker === heard.node || (tellsForAgents && !isMonitoring(asker, fleet));
    const missing = promisedChecks(claims.checks, daemon, tellsOf).flatMap((each): (PromisedCheck & Seen)[] => {
      const { promise, asker } = each;
      const isRight = (other: SaidCheck) =>
        isMeant(other, promise, asker) && isTimed(other, promise) && statusFault(other, promise) === undefined;
      const at = left.findIndex(isRight);
      if (at >= 0) left.splice(at, 1);
      if (at >= 0) return [];
      const close = left.find((other) => isMeant(other, promise, asker));
      const otherwise = close === undefined ? ABSENT : (statusFault(close, promise) ?? timings(close, promise));
      return [{ ...each, ...otherwise }];
    });
    const stray = said.filter((each) => !isPlace(each, claims));
    const asked = `checks of ${daemon}`;
    return [
      ...missing.map(({ promise, asker, detail, seen }) => ({
        ...{ services: [promise.service], node: asker, asked, seen },
        ...firstCause(promise.causes),
        wanted: `${askText(promise)} by ${promise.check.type}${detail}`,
      })),
      ...stray.map((check) => ({
        ...{ services: check.service === undefined ? [] : [check.service], node: check.asker, asked },
        ...{ wanted: `no check of ${placeText(check)}`, seen: "it is checked" },
      })),
    ];
  });
}

/** A daemon of a node that decides which checks run, with all its checks. */
interface CheckTeller {
  readonly daemon: string;
  readonly tellsForAgents: boolean;
  readonly said: readonly SaidCheck[];
}

/** Daemons of a node that decide which checks run; agents only follow their monitoring hosts. */
export function checkTellers({ node, daemons }: HeardNode, fleet: Fleet): CheckTeller[] {
  return [...daemons].flatMap(([daemon, { tells, tellsForAgents = false, said, failed }]) => {
    if (!tells.includes("check") || failed !== undefined || (tellsForAgents && !isMonitoring(node, fleet))) return [];
    return [{ daemon, tellsForAgents, said: said.filter((each) => each.kind === "check") }];
  });
}

interface PromisedCheck {
  readonly promise: Check;
  readonly asker: string;
}

/** The most specific ones first, so that a vague one does not take their place. */
function promisedChecks(
  checks: readonly Check[],
  daemon: string,
  tellsOf: (asker: string) => boolean,
): PromisedCheck[] {
  const known = checks
    .filter(({ by }) => by === daemon)
    .flatMap((promise) => promise.nodes.filter(tellsOf).map((asker) => ({ promise, asker })));
  const detail = ({ promise: { check } }: PromisedCheck) =>
    Number(check.path !== undefined) + Number(check.host !== undefined);
  return known.sort((a, b) => detail(b) - detail(a));
}

function isMonitoring(node: string, { nodes }: Fleet): boolean {
  return nodes.get(node)?.roles.has("monitoring") ?? false;
}

function isMeant(said: SaidCheck, promise: Check, asker: string): boolean {
  const { service, address, port, check } = promise;
  const agrees = (a: string | undefined, b: string | undefined) => a === undefined || b === undefined || a === b;
  return (
    said.asker === asker &&
    said.address === address &&
    said.port === port &&
    agrees(said.service, service) &&
    agrees(said.host, check.host) &&
    (said.isWhole ? said.path === pathOf(check) : agrees(said.path, pathOf(check)))
  );
}

interface Seen {
  /** The promised timing or statuses, if it is that which differs. */
  readonly detail: string;
  readonly seen: string;
}

const ABSENT: Seen = { detail: "", seen: "no such check" };

/** How often is asked, and how many results in a row count, as far as the daemon tells. */
type Timing = Pick<SaidCheck, "interval" | "rise" | "fall">;

const TIMING = ["interval", "rise", "fall"] as const;

function isTimed(said: Timing, { check }: Check): boolean {
  return TIMING.every((key) => said[key] === undefined || said[key] === check[key]);
}

/** What the daemon tells of its timing, and what it should be. */
function timings(said: Timing, { check }: Check): Seen {
  const told = Object.fromEntries(TIMING.filter((key) => said[key] !== undefined).map((key) => [key, check[key]]));
  return { detail: `, ${timingText(told)}`, seen: timingText(said) };
}

function timingText({ interval, rise, fall }: Timing): string {
  return [
    ...(interval === undefined ? [] : [`every ${interval / 1000} s`]),
    ...(rise === undefined ? [] : [`rise ${rise}`]),
    ...(fall === undefined ? [] : [`fall ${fall}`]),
  ].join(", ");
}

/** Other statuses than the promised ones are healthy, as far as the daemon tells. */
function statusFault({ statuses }: SaidCheck, { check }: Check): Seen | undefined {
  if (statuses === undefined) return undefined;
  const [seen, wanted] = [statuses, statusesIn(check.status ?? GOOD_STATUSES)].map(rangesText);
  return seen === wanted ? undefined : { detail: `, status ${wanted}`, seen: `status ${seen}` };
}

/** `200-204, 301` */
function rangesText(statuses: readonly number[]): string {
  const firsts = statuses.filter((status) => !statuses.includes(status - 1));
  const lasts = statuses.filter((status) => !statuses.includes(status + 1));
  return (
    firsts.map((first, index) => (first === lasts[index] ? first : `${first}-${lasts[index]}`)).join(", ") || "none"
  );
}

function pathOf({ type, path }: Check["check"]): string | undefined {
  return type === "http" || type === "https" ? (path ?? "/") : undefined;
}

/** Whether claims say that something listens there. */
function isPlace({ address, port }: SaidCheck, { binds, admits }: Input["claims"]): boolean {
  return [...binds, ...admits].some((each) => each.address === address && each.port === port);
}

function askText({ address, family, port, check: { host, path } }: Check): string {
  return [
    placeText({ address, family, port }),
    ...(host === undefined ? [] : [host]),
    ...(path === undefined ? [] : [path]),
  ].join(" ");
}
