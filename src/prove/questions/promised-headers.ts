import type { Frontend, Service } from "../../contract/fleet.ts";
import { toMilliseconds } from "../../fleet/durations.ts";
import { TOLD_OF_CERTIFICATES } from "../../fleet/told-headers.ts";
import type { FrontendWanted, Wanted } from "./question.ts";

const HSTS = "strict-transport-security";

/** Says whether a client certificate was verified. */
const [VERIFY = ""] = TOLD_OF_CERTIFICATES;

/** Headers that belong to the connection or the length of a message: nobody may make them up. */
const FRAMING: ReadonlySet<string> = new Set(["connection", "content-length", "host", "transfer-encoding", "upgrade"]);

/**
 * Response headers that each answer of a frontend has or must not have: those of the catalog, and HSTS only where it says so
 * (RFC 6797, section 7.2). Headers that raw lines mention are left out.
 */
export function promisedHeaders(service: Service, frontend: Frontend): NonNullable<FrontendWanted["headers"]> {
  const own = Object.entries(frontend.spec.response_headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  const raw = rawLines(service).toLowerCase();
  const all: Record<string, string | null> = { [HSTS]: hstsOf(frontend), ...Object.fromEntries(own) };
  return Object.fromEntries(Object.entries(all).filter(([name]) => !raw.includes(name)));
}

/** What a member learns of a request without a client certificate. */
export function withoutCertificate(wanted: Wanted): Wanted {
  if (wanted.kind !== "member" || wanted.receives?.[VERIFY] === undefined) return wanted;
  const rest = Object.entries(wanted.receives).filter(([name]) => !TOLD_OF_CERTIFICATES.includes(name));
  return { ...wanted, receives: { ...Object.fromEntries(rest), [VERIFY]: "NONE" } };
}

/** Headers whose values a member must not decide; members of the lab send them, with values of their own. */
export function overriddenHeaders({ spec }: Frontend): string[] {
  const names = [...(spec.tls?.hsts === undefined ? [] : [HSTS]), ...Object.keys(spec.response_headers ?? {})];
  return names.filter((name) => !FRAMING.has(name.toLowerCase()));
}

function hstsOf({ spec }: Frontend): string | null {
  const hsts = spec.tls?.hsts;
  if (hsts === undefined) return null;
  const seconds = Math.floor(toMilliseconds(hsts.max_age) / 1000);
  return `max-age=${seconds}${hsts.include_subdomains === true ? "; includeSubDomains" : ""}${hsts.preload === true ? "; preload" : ""}`;
}

/** All raw lines of the services at the VIP, because they act on all of them. */
function rawLines({ vip }: Service): string {
  const texts = vip.services.flatMap(({ spec, frontends, backends }) => [
    spec.apache,
    ...frontends.map((frontend) => frontend.spec.haproxy),
    ...backends.flatMap((backend) => [backend.spec.haproxy, backend.spec.apache]),
  ]);
  return JSON.stringify(texts);
}
