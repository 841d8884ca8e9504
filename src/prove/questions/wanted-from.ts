import type { Serve, Target } from "../../contract/claim.ts";
import { compareText } from "../../contract/compare-text.ts";
import type { Backend, Fleet, Frontend, Service } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { cookieTowards } from "./cookie-towards.ts";
import { targetOf } from "./follow-redirects.ts";
import { headersTowards, serverNamesTowards } from "./headers-towards.ts";
import { isHttp, listenerOf } from "./probes.ts";
import { promisedHeaders } from "./promised-headers.ts";
import type { FrontendWanted, MemberWanted, Wanted } from "./question.ts";
import type { Scope } from "./question-scope.ts";
import { tellsClient, tellsName } from "./what-to-say.ts";

export const BAD_REQUEST = 400;
export const FORBIDDEN = 403;
const UNAVAILABLE = 503;
const MOVED = 301;

/** What claims say about a request of a client to a frontend. */
export function wantedFrom(
  { admitted, allowed }: { admitted: boolean; allowed: boolean },
  { service, frontend, serve, path }: { service: Service; frontend: Frontend; serve: Serve; path: string },
  scope: Scope,
): Wanted {
  const http = isHttp(frontend);
  if (!admitted) return { kind: "nothing" };
  const shown: FrontendWanted = {
    ...(frontend.certificate === undefined ? {} : { certificate: frontend.certificate.names }),
    ...(http ? { headers: promisedHeaders(service, frontend) } : {}),
  };
  if (!allowed) return http ? { kind: "status", status: FORBIDDEN, ...shown } : { kind: "closed" };
  if (serve.redirect !== undefined) {
    const { redirect, path: matched = "/" } = serve;
    return { kind: "redirect", to: targetOf(redirect, matched, path), status: redirect.status, ...shown };
  }
  const machines = answering(serve.targets ?? [], scope.fleet);
  if (machines.length === 0) return http ? { kind: "status", status: UNAVAILABLE, ...shown } : { kind: "closed" };
  const backend = service.backends.find(({ name }) => name === serve.backend);
  const listener = listenerOf(serve, scope);
  const speech = listener?.speech ?? "echo";
  const canonical = canonicalUrl(service, serve);
  if (canonical !== undefined && !http && listener?.played === false) {
    return { kind: "redirect", to: canonical, status: MOVED, ...shown };
  }
  const told = http || speech === "http" ? "http" : "text";
  const isKnown = told === "http" || tellsClient(speech);
  return {
    kind: "member",
    machines: told === "http" || tellsName(speech) ? machines : [],
    told,
    ...present({ backend: serve.backend }),
    ...(isKnown && backend !== undefined ? { sees: whatIsSeen(backend, http) } : {}),
    ...(http ? { receives: headersTowards(serve, frontend, scope.fleet) } : {}),
    ...(http && backend !== undefined ? present({ cookie: cookieTowards(service, backend) }) : {}),
    ...(told === "http" && backend?.spec.tls !== undefined
      ? { servernames: serverNamesTowards(serve, service, backend, scope.listeners) }
      : {}),
    ...shown,
  };
}

/** Redirects by members for names other than the first, because a load balancer with TLS passthrough cannot redirect. */
function canonicalUrl({ spec, hostnames }: Service, { hostname, port }: Serve): string | undefined {
  const [first] = hostnames;
  if (spec.canonical_redirect !== true || first === undefined || hostname === undefined) return undefined;
  return hostname === first ? undefined : `https://${first}${port === 443 ? "" : `:${port}`}/`;
}

function whatIsSeen({ clientAddress }: Backend, http: boolean): NonNullable<MemberWanted["sees"]> {
  if (clientAddress === "header" && http) return "header";
  return clientAddress === "proxy-v1" || clientAddress === "proxy-v2" ? "address" : "balancer";
}

/** Machines of members that get requests: reserve members only if no other does. */
export function answering(targets: readonly Target[], fleet: Fleet): string[] {
  const able = targets.filter(
    ({ node, state, weight }) => state === "active" && weight > 0 && fleet.nodes.get(node)?.state !== "offline",
  );
  const first = able.filter(({ backup }) => !backup);
  const chosen = first.length > 0 ? first : able;
  return [...new Set(chosen.map(({ node }) => node))].sort(compareText);
}
