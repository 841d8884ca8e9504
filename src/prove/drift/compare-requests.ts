import type { HeardRequest } from "../../contract/heard-request.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { excerpt } from "../judge/judge-silence.ts";
import { listText, type Mismatch, placeText } from "./mismatch.ts";
import type { PromisedRequest } from "./promised-requests.ts";

/**
 * Members receive from each load balancer exactly the checks that the catalog says.
 * @param heard everything that members received directly from somebody
 */
export function compareRequests(
  promised: readonly PromisedRequest[],
  heard: readonly HeardRequest[],
  { fleet, claims }: Pick<LabInput, "fleet" | "claims">,
): Mismatch[] {
  const seenByLink = byLink(heard);
  // Probes of monitoring come from the same address; its own objects are compared elsewhere.
  const probed = new Set(
    claims.checks
      .filter(({ by }) => by !== "haproxy")
      .flatMap(({ nodes, address, port }) => nodes.map((node) => `${node} ${address} ${port}`)),
  );
  return [...byLink(promised)].flatMap(([link, wanted]): Mismatch[] => {
    const seen = seenByLink.get(link) ?? [];
    const missing = wanted.filter((each) => !seen.some((request) => isPromised(request, each)));
    const stray = seen.filter((request) => request.says !== "" && !wanted.some((each) => isPromised(request, each)));
    const about = (each: PromisedRequest) => aboutCheck(each, fleet);
    if (missing.length > 0) {
      const instead = strayText(stray, seen);
      return missing.map((each) => ({ ...about(each), wanted: describe(each), seen: instead }));
    }
    const isOnlyChecked = wanted.every(
      ({ isAlone, balancer, address, port }) => isAlone && !probed.has(`${balancer} ${address} ${port}`),
    );
    const requests = isOnlyChecked ? stray.filter(({ says }) => isRequest(says)) : [];
    if (requests.length === 0) return [];
    // Any of them may be the one that is checked twice.
    return wanted.map((each) => ({ ...about(each), wanted: describe(each), seen: strayText(requests, seen) }));
  });
}

const NOTHING = "nothing";
const CONNECTED = "only a connection";

/** Whether the check may still come: nothing came in its place. */
export function mayCome({ seen }: Mismatch): boolean {
  return seen === NOTHING || seen === CONNECTED;
}

/** By who asks whom. */
function byLink<Request extends Pick<HeardRequest, "machine" | "address" | "port" | "from">>(
  requests: readonly Request[],
): Map<string, Request[]> {
  const groups = new Map<string, Request[]>();
  for (const request of requests) {
    const link = `${request.machine} ${request.address} ${request.port} ${request.from}`;
    const group = groups.get(link);
    if (group === undefined) groups.set(link, [request]);
    else group.push(request);
  }
  return groups;
}

function isPromised(request: HeardRequest, { tls, servername, host, says }: PromisedRequest): boolean {
  if (request.tls !== tls || request.servername !== servername || request.host !== host) return false;
  if (says === undefined) return true;
  return typeof says === "string" ? request.says === says : says.test(request.says);
}

/** Whether it is the start of an HTTP request. */
function isRequest(says: string): boolean {
  return /^[A-Z]+ \//.test(says);
}

function aboutCheck(
  { service, address, port, balancer, member }: PromisedRequest,
  fleet: LabInput["fleet"],
): Pick<Mismatch, "services" | "node" | "asked"> {
  const place = placeText({ address, family: fleet.memberFamily, port });
  return {
    services: [service],
    node: balancer,
    asked: `checks of haproxy as member ${member} (${place}) receives them`,
  };
}

function strayText(stray: readonly HeardRequest[], seen: readonly HeardRequest[]): string {
  if (stray.length === 0) return seen.length > 0 ? CONNECTED : NOTHING;
  return listText([...new Set(stray.map(describeHeard))]);
}

function describe({ says, ...request }: PromisedRequest): string {
  const text = says === undefined ? "a connection" : typeof says === "string" ? says : `data like ${says.source}`;
  return describeWith(text, request);
}

function describeHeard({ says, ...request }: HeardRequest): string {
  return describeWith(isRequest(says) ? says : excerpt(says), request);
}

function describeWith(
  text: string,
  { host, tls, servername }: Pick<HeardRequest, "host" | "tls" | "servername">,
): string {
  const named = servername === undefined ? "without a server name" : `for ${servername}`;
  return [text, ...(host === undefined ? [] : [`host ${host}`]), ...(tls ? [`over TLS ${named}`] : [])].join(" ");
}
