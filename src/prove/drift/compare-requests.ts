import type { HeardRequest } from "../../contract/heard-request.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { excerpt } from "../ask/judge-silence.ts";
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
  const byLink = new Map<string, PromisedRequest[]>();
  for (const each of promised) byLink.set(linkOf(each), [...(byLink.get(linkOf(each)) ?? []), each]);
  return [...byLink].flatMap(([link, wanted]): Mismatch[] => {
    const seen = heard.filter((each) => linkOf(each) === link);
    const missing = wanted.filter((each) => !seen.some((request) => isPromised(request, each)));
    const [first] = wanted;
    // Whatever else monitoring asks from there is compared by its own objects.
    const isAskedByOthers = claims.checks.some(
      ({ by, nodes, address, port }) =>
        by !== "haproxy" && address === first?.address && port === first.port && nodes.includes(first.balancer),
    );
    const stray = seen.filter((request) => request.says !== "" && !wanted.some((each) => isPromised(request, each)));
    const strayHttp =
      isAskedByOthers || !wanted.every(({ isAlone }) => isAlone)
        ? []
        : stray.filter(({ says }) => says.startsWith("GET ") || isMethod(says));
    const others = listText([...new Set(stray.map(describeHeard))]).replace(
      "nobody",
      seen.length > 0 ? "only a connection" : "nothing",
    );
    if (missing.length > 0) {
      return missing.map((each) => ({
        ...aboutCheck(each, [each.service], fleet),
        wanted: describe(each),
        seen: others,
      }));
    }
    if (first === undefined || strayHttp.length === 0) return [];
    const services = [...new Set(wanted.map(({ service }) => service))];
    return [{ ...aboutCheck(first, services, fleet), wanted: listText(wanted.map(describe)), seen: others }];
  });
}

/** Who asks whom. */
function linkOf({ machine, address, port, from }: Pick<HeardRequest, "machine" | "address" | "port" | "from">): string {
  return `${machine} ${address} ${port} ${from}`;
}

function isPromised(request: HeardRequest, { tls, servername, host, says }: PromisedRequest): boolean {
  if (request.tls !== tls || request.servername !== servername) return false;
  if (host !== undefined || request.host !== undefined) return request.host === host && request.says === says;
  if (says === undefined) return true;
  return typeof says === "string" ? request.says.includes(says) : says.test(request.says);
}

function isMethod(says: string): boolean {
  return /^[A-Z]+ \//.test(says);
}

function aboutCheck(
  { address, port, balancer, member }: PromisedRequest,
  services: readonly string[],
  fleet: LabInput["fleet"],
): Pick<Mismatch, "services" | "node" | "asked"> {
  const place = placeText({ address, family: fleet.memberFamily, port });
  return { services, node: balancer, asked: `checks of haproxy as member ${member} (${place}) receives them` };
}

function describe({ says, ...request }: PromisedRequest): string {
  const text = says === undefined ? "a connection" : typeof says === "string" ? says : `data like ${says.source}`;
  return describeWith(text, request);
}

function describeHeard({ says, ...request }: HeardRequest): string {
  return describeWith(isMethod(says) ? says : excerpt(says), request);
}

function describeWith(
  text: string,
  { host, tls, servername }: Pick<HeardRequest, "host" | "tls" | "servername">,
): string {
  const named = servername === undefined ? "without a server name" : `for ${servername}`;
  return [text, ...(host === undefined ? [] : [`host ${host}`]), ...(tls ? [`over TLS ${named}`] : [])].join(" ");
}
