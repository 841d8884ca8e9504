import { at } from "../../../src/contract/origin.ts";
import { toMilliseconds } from "../../../src/fleet/durations.ts";
import { type ConfigBlock, part, when } from "../config-text.ts";
import type { FrontendSection, ServiceFrontend } from "../frontend/frontend-sections.ts";
import { scope, scopeOfAll } from "../frontend/scope.ts";
import { quote, quoteFormat } from "../quote.ts";
import { removeSpellings } from "./forged-headers.ts";

/** Headers that services set on requests and responses, and HSTS. */
export function headerRules(section: FrontendSection): ConfigBlock[] {
  return [...strictTransport(section), ...section.entries.flatMap((entry) => ownHeaders(section, entry))];
}

function ownHeaders(section: FrontendSection, { service, frontend }: ServiceFrontend): ConfigBlock[] {
  const about = scope(section, service);
  const rules = [
    ...sorted(frontend.spec.request_headers).flatMap(([name, value]) => [
      removeSpellings(name),
      ...(value === null ? [] : [`http-request set-header ${quote(name)} ${quoteFormat(value)}`]),
    ]),
    ...sorted(frontend.spec.response_headers).map(([name, value]) =>
      value === null
        ? `http-after-response del-header ${quote(name)}`
        : `http-after-response set-header ${quote(name)} ${quoteFormat(value)}`,
    ),
  ];
  const lines = rules.map((rule) => when(rule, about));
  const causes = [at(frontend, "request_headers"), at(frontend, "response_headers")];
  return part(`frontend ${section.name}`, `${service.name}: headers`, lines, causes);
}

type Headers = Readonly<Record<string, string | null>>;

/** Headers by name; `null` removes one. */
function sorted(headers: Headers = {}): [string, string | null][] {
  return Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Strict-Transport-Security (RFC 6797), one rule for all services with the same value, on redirects and refusals too. */
function strictTransport(section: FrontendSection): ConfigBlock[] {
  const byValue = new Map<string, ServiceFrontend[]>();
  for (const entry of section.tls ? section.entries : []) {
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
      `frontend ${section.name}`,
      `HSTS${index === 0 ? "" : ` (${index + 1})`}`,
      [when(header, scopeOfAll(section, services))],
      entries.map(({ frontend }) => at(frontend, "tls", "hsts")),
    );
  });
}

function hstsValue({ frontend }: ServiceFrontend): string | undefined {
  const hsts = frontend.spec.tls?.hsts;
  if (hsts === undefined) return undefined;
  return [
    `max-age=${Math.floor(toMilliseconds(hsts.max_age) / 1000)}`,
    ...(hsts.include_subdomains === true ? ["includeSubDomains"] : []),
    ...(hsts.preload === true ? ["preload"] : []),
  ].join("; ");
}
