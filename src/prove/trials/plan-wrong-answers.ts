import { GOOD_STATUSES } from "../../checks/http-statuses.ts";
import type { StatusRange } from "../../contract/check-spec.ts";
import type { Check } from "../../contract/claim.ts";
import { compareText } from "../../contract/compare-text.ts";
import type { Service } from "../../contract/fleet.ts";
import type { WrongAnswer } from "../../lab/members/conduct.ts";
import type { Listener } from "../../lab/members/listener.ts";
import type { TrialInput } from "./trial-input.ts";

/** A load balancer's check of a member that a stub can answer wrongly. */
export interface Tried {
  readonly claim: Check;
  readonly listener: Listener;
}

/** Milliseconds between two checks at most: a trial waits for one check of each member, as the start of a proof does. */
const OFTEN = 15_000;

/**
 * Checks by load balancers that can fail by what a stub answers, and that run often enough. A rare one of the same service and port
 * still passes meanwhile, and load balancers do not tell which of them does.
 */
export function triedChecks(input: TrialInput): Tried[] {
  const all = fallibleChecks(input);
  const placeOf = ({ claim: { service, address, port } }: Tried) => `${service} ${address} ${port}`;
  const rare = new Set(all.filter(({ claim }) => claim.check.interval > OFTEN).map(placeOf));
  return all.filter((each) => !rare.has(placeOf(each)));
}

/** Services with checks that do not, sorted. */
export function rareChecks(input: TrialInput): string[] {
  const rare = fallibleChecks(input).filter(({ claim }) => claim.check.interval > OFTEN);
  return [...new Set(rare.map(({ claim }) => claim.service))].sort(compareText);
}

function fallibleChecks({ claims, fleet, listeners, isMeant }: TrialInput): Tried[] {
  const byPlace = new Map(listeners.map((listener) => [`${listener.address} ${listener.port}`, listener]));
  return claims.checks
    .filter(
      ({ by, service, check }) => by === "haproxy" && isMeant(service) && check.type !== "tcp" && check.type !== "tls",
    )
    .flatMap((claim) => {
      const listener = byPlace.get(`${claim.address} ${claim.port}`);
      const service = fleet.services.get(claim.service);
      if (listener?.played !== true || service === undefined || service.state === "maintenance") return [];
      // Requests of the health daemon arrive like checks, unless HAProxy parses them.
      if (listener.speech !== "http" && isCheckedThrough(service)) return [];
      return [{ claim, listener }];
    });
}

function isCheckedThrough({ health: { check } }: Service): boolean {
  return check !== undefined && check.type !== "tcp";
}

/** Answers with a status that no check of this path accepts, or for other protocols with none at all. */
export function wrongStatuses(tried: readonly Tried[]): WrongAnswer[] {
  return [...byPage(tried)].map(([, same]) => {
    const { machine, address, port } = same[0].listener;
    const path = pathOf(same[0]);
    const place = { machine, address, port };
    const accepted = same.flatMap(({ claim }) => claim.check.status ?? GOOD_STATUSES);
    return path === undefined ? place : { ...place, http: { path, status: justOutside(accepted), hasTexts: true } };
  });
}

/** Answers with the right status and without what the checks look for. */
export function wrongTexts(tried: readonly Tried[]): WrongAnswer[] {
  return [...byPage(tried)].map(([, [{ listener, claim }]]) => {
    const { machine, address, port } = listener;
    return { machine, address, port, http: { path: claim.check.path ?? "/", hasTexts: false } };
  });
}

function byPage(tried: readonly Tried[]): Map<string, [Tried, ...Tried[]]> {
  const pages = new Map<string, [Tried, ...Tried[]]>();
  for (const each of tried) {
    const { machine, address, port } = each.listener;
    const key = JSON.stringify([machine, address, port, pathOf(each)]);
    const known = pages.get(key);
    if (known === undefined) pages.set(key, [each]);
    else known.push(each);
  }
  return pages;
}

function pathOf({ claim: { check }, listener }: Tried): string | undefined {
  return listener.speech === "http" ? (check.path ?? "/") : undefined;
}

/** The first status above the first accepted range that no other range accepts: a check that is a little too wide takes it. */
export function justOutside(accepted: readonly StatusRange[]): number {
  let status = accepted[0]?.last ?? 0;
  while (accepted.some(({ first, last }) => first <= status && status <= last)) status++;
  return status;
}
