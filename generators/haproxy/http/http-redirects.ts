import { block } from "../../../src/contract/block.ts";
import type { Redirect, Service } from "../../../src/contract/fleet.ts";
import { at } from "../../../src/contract/origin.ts";
import { type ConfigBlock, type ConfigText, config, part, when } from "../config-text.ts";
import type { FrontendSection } from "../frontend/frontend-sections.ts";
import { lookUp } from "../frontend/look-up.ts";
import { scopeOfAll } from "../frontend/scope.ts";
import { field, quoteMixed } from "../quote.ts";
import { ROUTE, routeKey } from "./http-paths.ts";

const HTTPS = 443;
const HTTP = 80;

/** Redirects of a frontend section to https, to the canonical name, by path; longest path first. */
export function redirectRules(section: FrontendSection, exempt: readonly string[]): ConfigBlock[] {
  return [
    ...toHttps(section, exempt),
    ...closedRules(section, exempt),
    ...toCanonical(section, exempt),
    ...byPath(section, exempt),
  ];
}

/** A service in maintenance does not redirect. If it has a backend, its members are disabled, which shows its page. */
function closedRules(section: FrontendSection, exempt: readonly string[]): ConfigBlock[] {
  const services = section.entries
    .filter(({ service, frontend }) => isClosed(service) && frontend.backend === undefined && !frontend.redirect)
    .map((entry) => entry.service);
  if (services.length === 0) return [];
  const rule = when("http-request deny deny_status 503", [...scopeOfAll(section, services), ...exempt]);
  const causes = services.map((service) => at(service, "state"));
  return part(`frontend ${section.name}`, "in maintenance", [rule], causes);
}

function isClosed(service: Service): boolean {
  return service.state === "maintenance";
}

/** Port of a service for https. */
export function httpsPort(service: Service): number {
  const secure = service.frontends.find(({ protocol, spec }) => protocol === "http" && spec.tls !== undefined);
  return secure?.port ?? HTTPS;
}

function toHttps(section: FrontendSection, exempt: readonly string[]): ConfigBlock[] {
  const redirected = section.entries.filter(({ frontend }) => frontend.redirect);
  const ports = [...new Set(redirected.map(({ service }) => httpsPort(service)))].sort((a, b) => a - b);
  const lines = ports.map((port) => {
    const services = redirected.map((entry) => entry.service).filter((service) => httpsPort(service) === port);
    const suffix = port === HTTPS ? "" : `:${port}`;
    const to = quoteMixed(`https://%[var(txn.host)]${suffix}%[pathq]`);
    return when(`http-request redirect location ${to} code 301`, [...scopeOfAll(section, services), ...exempt]);
  });
  const causes = redirected.map(({ frontend }) => frontend.tree);
  return part(`frontend ${section.name}`, "redirects to https", lines, causes);
}

function toCanonical(section: FrontendSection, exempt: readonly string[]): ConfigBlock[] {
  const services = section.entries
    .filter(({ service, frontend }) => service.spec.canonical_redirect === true && !frontend.redirect)
    .map((entry) => entry.service);
  const entries = services.flatMap((service) => {
    const [canonical, ...aliases] = service.hostnames;
    if (canonical === undefined || aliases.length === 0) return [];
    const lines = aliases.map((alias) => `${field(alias)} ${field(canonical)}`);
    return [block(service.name, lines, [service.tree])];
  });
  if (entries.length === 0) return [];
  const scheme = section.tls ? "https" : "http";
  const suffix = section.port === (section.tls ? HTTPS : HTTP) ? "" : `:${section.port}`;
  const lines = [
    config`http-request set-var(txn.canonical) ${lookUp(section, "canonical", "txn.host", entries)}`,
    when(`http-request redirect prefix ${quoteMixed(`${scheme}://%[var(txn.canonical)]${suffix}`)} code 301`, [
      "{ var(txn.canonical) -m found }",
      ...exempt,
    ]),
  ];
  return part(
    `frontend ${section.name}`,
    "redirects to canonical names",
    lines,
    services.map(({ tree }) => tree),
  );
}

function byPath(section: FrontendSection, exempt: readonly string[]): ConfigBlock[] {
  const entries = section.entries.filter(
    ({ service, frontend }) => service.redirects.length > 0 && !frontend.redirect && !isClosed(service),
  );
  const keeping = entries.some(({ service }) => service.redirects.some((redirect) => redirect.keepPath));
  const name = `frontend ${section.name}`;
  return [
    ...(keeping
      ? part(
          name,
          "query string for redirects that keep it",
          ['http-request set-var-fmt(txn.query) "?%[query]" if { query -m found }'],
          entries.map(({ service }) => service.tree),
        )
      : []),
    ...entries.flatMap(({ service }) =>
      part(
        name,
        `${service.name}: redirects`,
        service.redirects.map((redirect) => pathRule(service, redirect, exempt)),
        service.redirects.map(({ tree }) => tree),
      ),
    ),
  ];
}

function pathRule(service: Service, redirect: Redirect, exempt: readonly string[]): ConfigText {
  return when(`http-request redirect location ${location(redirect)} code ${redirect.status}`, [
    `{ var(${ROUTE}) -m beg ${routeKey(service, redirect.path)} }`,
    ...exempt,
  ]);
}

/**
 * The rest after the matched path comes from the path as compared, without segment parameters: `/old;@evil.example`
 * matches `/old`, and the rest must not become part of a host name. No slash is doubled: `//evil.example/` would be a
 * host too.
 */
function location({ path, to, keepPath }: Redirect): string {
  if (!keepPath) return quoteMixed({ literal: to });
  const matched = path === "/" ? "" : `,regsub(;[^/]*,,g),bytes(${path.length})`;
  const rest = `%[path${matched}${to.endsWith("/") ? ",regsub(^/+,)" : ""}]`;
  return quoteMixed({ literal: to }, rest, "%[var(txn.query)]");
}
