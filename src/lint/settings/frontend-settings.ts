import { FAMILIES, type Timeouts } from "../../contract/fleet.ts";
import type { Span } from "../../contract/source.ts";
import { userPlace } from "../services/user-place.ts";
import type { VipListener } from "../vips/vip-ports.ts";

/** Something that HAProxy has once per frontend, for all services that share it. */
export interface FrontendSetting {
  readonly what: string;
  /** The value to compare, such as milliseconds. */
  readonly value: (listener: VipListener) => string | number | undefined;
  /** The value as written, for the message. */
  readonly written: (listener: VipListener) => string | number | undefined;
  readonly place: (listener: VipListener) => Span;
  /** From this version of HAProxy on, each service can have its own, if requests are read. */
  readonly perServiceFrom?: string;
}

/** Without agreement on these a common frontend is impossible. */
export const FRONTEND_KINDS: readonly FrontendSetting[] = [
  ofFrontend("the protocol", ({ frontend }) => frontend.protocol, "protocol"),
  ofFrontend("TLS", ({ frontend }) => (frontend.spec.tls === undefined ? "plain" : "TLS"), "tls"),
];

/** HAProxy has these per frontend. */
export const FRONTEND_SETTINGS: readonly FrontendSetting[] = [
  ofFrontend("the minimum TLS version", ({ frontend }) => frontend.spec.tls?.min_version, "tls", "min_version"),
  ofFrontend("the connection limit", ({ frontend }) => frontend.limits?.connections, "limits", "connections"),
  ofFrontend("the connection limit per source", perSource, "limits", "connections_per_source"),
  // With `http-request set-timeout client` (Configuration Manual 3.0, 4.3 "set-timeout").
  { ...ofTimeout("the client timeout", "client"), perServiceFrom: "3.0" },
  ofTimeout("the request timeout", "http_request"),
  ofTimeout("the keep-alive timeout", "http_keep_alive"),
];

function ofFrontend(what: string, value: FrontendSetting["value"], ...path: string[]): FrontendSetting {
  return { what, value, written: value, place: ({ service, frontend }) => userPlace(service, frontend, ...path) };
}

/** Connections and their exceptions are counted before the service is known. */
function perSource({ frontend: { limits } }: VipListener): string | undefined {
  if (limits?.connectionsPerSource === undefined) return undefined;
  const except = FAMILIES.flatMap((family) => limits.except[family]);
  return [limits.connectionsPerSource, ...(except.length === 0 ? [] : ["except", ...except])].join(" ");
}

function ofTimeout(what: string, key: keyof Timeouts): FrontendSetting {
  return {
    what,
    value: ({ service }) => service.timeouts[key],
    written: ({ service }) => service.spec.timeouts?.[key],
    place: ({ service }) => userPlace(service, service, "timeouts", key),
  };
}
