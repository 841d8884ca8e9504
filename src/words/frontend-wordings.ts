import type { FactValue } from "../contract/subject.ts";
import type { Phrase, Say } from "../contract/wording.ts";
import { parseDuration } from "../fleet/durations.ts";
import { changed, isFacts, items, protection, setting, showValue } from "./phrases.ts";

/** What people notice of a frontend. */
export const FRONTEND_WORDINGS: Readonly<Record<string, Say>> = {
  port: setting("port", "moves"),
  transport: setting("transport", "moves"),
  protocol: setting("protocol"),
  redirect: (_before, after) =>
    after === undefined
      ? [{ risk: "opens", text: "answers itself, and no longer redirects to https" }]
      : [{ risk: "changes", text: "only redirects to https" }],
  backend: setting("backend", "moves"),
  tls: (before, after) => {
    if (after === undefined) return [{ risk: "opens", text: "no TLS any more" }];
    return before === undefined && isFacts(after) ? tlsAtOnce(after) : undefined;
  },
  "tls.certificate": setting("certificate"),
  "tls.min_version": minimumVersion,
  "tls.alpn": setting("application protocols (ALPN)"),
  "tls.hsts": (before, after) => {
    if (after === undefined) return [{ risk: "opens", text: `HSTS gone (was ${hsts(before)})` }];
    const isShorter =
      before !== undefined && milliseconds(inside(after, "max_age")) < milliseconds(inside(before, "max_age"));
    const was = before === undefined ? "not set" : hsts(before);
    return [{ risk: isShorter ? "opens" : "changes", text: `HSTS ${hsts(after)} (was ${was})` }];
  },
  "tls.client_certificates": (before, after) => {
    if (after === undefined) return [{ risk: "opens", text: "no longer demands certificates of clients" }];
    if (before !== undefined) return undefined;
    const asked = inside(after, "required") === false ? "asks clients for" : "demands of clients";
    return [{ risk: "stops", text: `${asked} certificates of ${showValue(inside(after, "ca") ?? null)}` }];
  },
  "tls.client_certificates.required": (before, after) =>
    after === false
      ? [{ risk: "opens", text: "certificates of clients are optional (were demanded)" }]
      : [
          {
            risk: "stops",
            text:
              before === false ? "demands certificates of clients (were optional)" : "demands certificates of clients",
          },
        ],
  "tls.client_certificates.ca": setting("CA of clients' certificates", "opens"),
  "tls.client_certificates.headers": setting("members are told clients' certificates"),
  "limits.connections": protection("limit of connections", isHigher),
  "limits.connections_per_source": protection("limit of connections per source", isHigher),
  "limits.requests_per_source": protection(
    "limit of requests per source",
    (before, after) => rate(after) > rate(before),
  ),
  "limits.except": items(
    (network) => ({ risk: "opens", text: `no limits for ${network}` }),
    (network) => ({ risk: "changes", text: `limits for ${network}, too` }),
  ),
  "request_headers.*": header("request"),
  "response_headers.*": header("response"),
};

function hsts(value: FactValue | undefined): string {
  const subdomains = inside(value, "include_subdomains") === true ? ", with subdomains" : "";
  return `${showValue(inside(value, "max_age") ?? null)}${subdomains}${inside(value, "preload") === true ? ", preloaded" : ""}`;
}

function tlsAtOnce(tls: FactValue): readonly Phrase[] {
  const certificate = inside(tls, "certificate");
  const text = certificate === undefined ? "TLS" : `TLS with certificate ${showValue(certificate)}`;
  const risky = (minimumVersion(undefined, inside(tls, "min_version")) ?? []).filter(({ risk }) => risk === "opens");
  return [{ risk: "changes", text }, ...risky];
}

/** Without a version of its own, a port takes TLS 1.2. */
const USUAL_VERSION = "1.2";

function minimumVersion(before: FactValue | undefined, after: FactValue | undefined): ReturnType<Say> {
  const [old, now] = [String(before ?? USUAL_VERSION), String(after ?? USUAL_VERSION)];
  if (now < old) return [{ risk: "opens", text: `TLS ${now} accepted (was ${old})` }];
  if (now > old) return [{ risk: "stops", text: `TLS ${now} demanded (was ${old})` }];
  return [{ risk: "changes", text: `TLS ${now} demanded, as before` }];
}

function header(of: "request" | "response"): Say {
  return (before, after, [name = ""]) => {
    if (after === undefined) {
      const was = before === null ? "removed" : "set";
      return [{ risk: "changes", text: `${of} header ${name} no longer ${was}` }];
    }
    if (after === null) return [{ risk: "changes", text: `${of} header ${name} removed` }];
    return [{ risk: "changes", text: changed(`${of} header ${name}`, before ?? undefined, after) }];
  };
}

function inside(value: FactValue | undefined, key: string): FactValue | undefined {
  return isFacts(value) ? value[key] : undefined;
}

function isHigher(before: FactValue, after: FactValue): boolean {
  return Number(after) > Number(before);
}

/** Milliseconds of a value that an old tree has; 0 if it is no duration. */
function milliseconds(duration: FactValue | undefined): number {
  return parseDuration(String(duration)) ?? 0;
}

/** Events per millisecond of `200/10s`. */
function rate(text: FactValue): number {
  const [events = "0", period = ""] = String(text).split("/");
  return Number(events) / (parseDuration(period) || 1);
}
