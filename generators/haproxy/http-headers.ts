import type { Block } from "../../src/render/block.ts";
import { toMilliseconds } from "../../src/resolve/durations.ts";
import { at } from "../../src/resolve/origin.ts";
import type { Entry, Listener } from "./listeners.ts";
import { type Files, part, when } from "./printed.ts";
import { quote, quoteFormat } from "./quote.ts";
import { scope } from "./scope.ts";

/** Headers that services set on requests and responses, and HSTS. */
export function headerRules(listener: Listener, files: Files): Block[] {
  return [
    ...strictTransport(listener, files),
    ...listener.entries.flatMap((entry) => ownHeaders(listener, entry, files)),
  ];
}

function ownHeaders(listener: Listener, { service, frontend }: Entry, files: Files): Block[] {
  const about = scope(listener, [service], "headers", files);
  const set = (rule: string, headers: Readonly<Record<string, string>> = {}): string[] =>
    Object.entries(headers)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => when(`${rule} set-header ${quote(name)} ${quoteFormat(value)}`, about));
  const lines = [
    ...set("http-request", frontend.spec.request_headers),
    ...set("http-after-response", frontend.spec.response_headers),
  ];
  const causes = [at(frontend, "request_headers"), at(frontend, "response_headers")];
  return part(`frontend ${listener.name}`, `${service.name}: headers`, lines, causes);
}

/** Strict-Transport-Security (RFC 6797), once for all services that say the same, on redirects and refusals too. */
function strictTransport(listener: Listener, files: Files): Block[] {
  const byValue = new Map<string, Entry[]>();
  for (const entry of listener.tls ? listener.entries : []) {
    const value = hstsValue(entry);
    if (value === undefined) continue;
    const same = byValue.get(value);
    if (same === undefined) byValue.set(value, [entry]);
    else same.push(entry);
  }
  return [...byValue].sort().flatMap(([value, entries], index) => {
    const services = entries.map((entry) => entry.service);
    const header = `http-after-response set-header Strict-Transport-Security ${quote(value)}`;
    return part(
      `frontend ${listener.name}`,
      `HSTS${index === 0 ? "" : ` (${index + 1})`}`,
      [when(header, scope(listener, services, `hsts-${value.replace(/[^a-z0-9]+/gi, "-")}`, files))],
      entries.map(({ frontend }) => at(frontend, "tls", "hsts")),
    );
  });
}

function hstsValue({ frontend }: Entry): string | undefined {
  const hsts = frontend.spec.tls?.hsts;
  if (hsts === undefined) return undefined;
  return [
    `max-age=${Math.floor(toMilliseconds(hsts.max_age) / 1000)}`,
    ...(hsts.include_subdomains === true ? ["includeSubDomains"] : []),
    ...(hsts.preload === true ? ["preload"] : []),
  ].join("; ");
}
