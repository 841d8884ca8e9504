import type { Serve } from "../../contract/claim.ts";
import type { Frontend } from "../../contract/fleet.ts";
import type { Listener } from "../../lab/members/listener.ts";
import { inBrackets } from "./access-of.ts";
import { authorityOf, headersToReplace } from "./headers-towards.ts";
import { overriddenHeaders } from "./promised-headers.ts";
import { PATIENCE, type Probe } from "./question.ts";
import type { Scope } from "./question-scope.ts";
import { forgedRequest, httpRequest, whatToSay } from "./what-to-say.ts";

interface Asked {
  readonly asked: string;
  readonly probe: Probe;
}

/** Whether a frontend reads requests. */
export function isHttp({ protocol }: Frontend): boolean {
  return protocol === "http";
}

/** A request to an HTTP frontend. */
export function httpProbe(
  from: string,
  { frontend, serve, path }: { frontend: Frontend; serve: Serve; path: string },
): Asked {
  const { address, port, hostname } = serve;
  const secure = frontend.spec.tls !== undefined;
  const authority = authorityOf(serve, frontend);
  return {
    asked: `${secure ? "https" : "http"}://${authority}${path}`,
    probe: {
      ...{ transport: "tcp", from, to: address, port, until: "end", timeout: PATIENCE },
      ...(secure ? { tls: { ...servername(hostname), ...shownBy(frontend) } } : {}),
      says: forgedRequest(authority, path, { more: headersToReplace(frontend), answered: overriddenHeaders(frontend) }),
    },
  };
}

/** First data to a stream frontend: the member's protocol, in TLS if either side terminates it. */
export function streamProbe(
  from: string,
  { frontend, serve }: { frontend: Frontend; serve: Serve },
  scope: Scope,
): Asked {
  const { address, port, hostname } = serve;
  const listener = listenerOf(serve, scope);
  const ended = frontend.spec.tls !== undefined;
  const passed = listener?.tls === true && frontend.backend?.spec.tls === undefined;
  const speech = listener?.speech ?? "echo";
  const isWeb = speech === "http";
  const host = hostname ?? inBrackets(address);
  return {
    asked: `tcp port ${port}${hostname === undefined ? "" : ` for ${hostname}`}`,
    probe: {
      ...{ transport: "tcp", from, to: address, port, until: isWeb ? "end" : "data", timeout: PATIENCE },
      ...(ended || passed ? { tls: { ...servername(hostname), ...shownBy(frontend) } } : {}),
      // The load balancer does not read it; our web server removes forged headers.
      says: isWeb ? (listener?.played === false ? forgedRequest : httpRequest)(host, "/") : whatToSay(speech, "tcp"),
    },
  };
}

/** The stub of the members; all are alike. */
export function listenerOf({ targets }: Serve, { listeners }: Scope): Listener | undefined {
  return listeners.find((each) =>
    (targets ?? []).some(
      ({ node, address, port }) => each.machine === node && each.address === address && each.port === port,
    ),
  );
}

function servername(hostname: string | undefined): { servername?: string } {
  return hostname === undefined ? {} : { servername: hostname };
}

/** The client's certificate, if any is requested. */
function shownBy({ spec }: Frontend): { shows?: string } {
  const clients = spec.tls?.client_certificates;
  return clients === undefined ? {} : { shows: clients.ca };
}
