import type { Service } from "../../../src/contract/fleet.ts";
import { comparedPath, foldCase, ignoresCase } from "../../../src/fleet/path-case.ts";
import { type ConfigText, when } from "../config-text.ts";
import type { FrontendSection, ServiceFrontend } from "../frontend/frontend-sections.ts";
import { SERVICE, scope, scopeOfAll } from "../frontend/scope.ts";
import { field, quote } from "../quote.ts";

/** Holds `service/path/`, so that one comparison is about the service and whole segments of the path. */
export const ROUTE = "txn.route";

/** The same for access: in lower case and decoded as often as anybody might, see `guardRules`. */
export const GUARD = "txn.guard";

/** The path decoded to the end, with parameters of segments; whether it could be read in several ways. */
const PLAIN = "txn.plain";
const MIXED = "txn.mixed";

/** How often a path is decoded; what then is still encoded gets 400. `%25…2f` takes one round, however long. */
const ROUNDS = 4;

/** HAProxy takes 64 words to a line. */
const PATTERNS = 20;

/** Key of a path of a service as `txn.route` begins with it: `www/intern/`. */
export function routeKey(service: Service, path: string): string {
  return field(`${service.name}${path === "/" ? "" : comparedPath(service, path)}/`);
}

/** Key of a restricted path as `txn.guard` begins with it. */
export function guardKey(service: Service, path: string): string {
  return field(`${service.name}${path === "/" ? "" : foldCase(path)}/`);
}

/** Whether a frontend decides by paths, so that they must be read as the member will read them. */
function readsPaths({ service, frontend }: ServiceFrontend): boolean {
  if (frontend.redirect) return false;
  return service.routes.length > 0 || service.redirects.some(({ path }) => path !== "/");
}

/** Services of a frontend section that restrict a path. */
function guardedServices(section: FrontendSection): Service[] {
  return section.entries
    .filter(readsPaths)
    .map(({ service }) => service)
    .filter((service) => service.routes.some((route) => route.access !== undefined));
}

/**
 * Normalises paths of services that have routes or redirects, and refuses what members may read in another way: behind
 * a plain prefix `/%69ntern/`, `//intern/`, `/./intern/` and `/x/../intern/` all reached `/intern/`. What was compared is
 * what is sent on. `strict`, which also refuses broken percent signs, is needed: HAProxy 2.6.12 takes
 * `percent-decode-unreserved if …` without it and decodes nothing (seen). `normalize-uri` is experimental in 2.6 (Configuration Manual, 4.2 "http-request normalize-uri").
 */
export function normalisation(section: FrontendSection): ConfigText[] {
  const reading = section.entries.filter(readsPaths).map((entry) => entry.service);
  if (reading.length === 0) return [];
  const about = scopeOfAll(section, reading, "paths");
  return [
    ...["percent-decode-unreserved strict", "path-strip-dot", "path-merge-slashes", "path-strip-dotdot full"].map(
      (step) => when(`http-request normalize-uri ${step}`, about),
    ),
    // A backslash is no character of URIs, and a slash to some.
    when("http-request deny deny_status 400", [...about, "{ path -m sub '\\' }"]),
    ...reading.flatMap((service) => spelledOut(section, service)),
  ];
}

/**
 * Refuses percent-encoded what stands in a service's keys and may also stand there as it is (RFC 3986, "sub-delims", `:`
 * and `@`): normalisation leaves it alone, since it may mean something else, and members decode it. Restricted paths
 * are decoded before they are compared.
 */
function spelledOut(section: FrontendSection, service: Service): ConfigText[] {
  const leading = service.routes.filter(({ backend }) => backend !== undefined);
  const keys = [...leading, ...service.redirects].map(({ path }) => path).join("");
  const codes = [...new Set(keys.match(/[&+,=:@]/g))].sort().map((each) => `%${each.charCodeAt(0).toString(16)}`);
  if (codes.length === 0) return [];
  const about = scope(section, service);
  return [when("http-request deny deny_status 400", [...about, `{ path -m sub -i ${codes.join(" ")} }`])];
}

/** What `txn.route` is: the path without parameters of segments (`/intern;x`), where a service decides by paths. */
export function routeRules(section: FrontendSection): ConfigText[] {
  const path = section.entries.some(readsPaths) ? "%[path,regsub(;[^/]*,,g)]" : "";
  const folding = section.entries.filter((entry) => readsPaths(entry) && ignoresCase(entry.service));
  const about = scopeOfAll(
    section,
    folding.map(({ service }) => service),
    "case",
  );
  return [
    `http-request set-var-fmt(${ROUTE}) "%[var(${SERVICE})]${path}/"`,
    ...(folding.length === 0
      ? []
      : [when(`http-request set-var-fmt(${ROUTE}) "%[var(${SERVICE})]%[path,lower,regsub(;[^/]*,,g)]/"`, about)]),
  ];
}

/**
 * What restricted routes are compared with. A member may decode a path once more than we do, take `\` for a slash, and
 * tell no cases apart: `/%2fintern`, `/x/..%2fintern`, `/%2569ntern` and `/INTERN` are `/intern` to some. So a copy of the path
 * is decoded to its end, and what ends a segment for anybody ends one here; the path itself is sent as it is.
 * Where dots or parameters came to light in between, it depends on the reader what is left of a path: such a one gets 400 if
 * the segments of a restricted path occur in it, in that order.
 */
export function guardRules(section: FrontendSection): ConfigText[] {
  const guarded = guardedServices(section);
  if (guarded.length === 0) return [];
  const about = scopeOfAll(section, guarded, "guarded");
  const set = (name: string, expression: string, conditions: readonly ConfigText[]) =>
    when(`http-request set-var(${name}) ${quote(expression)}`, conditions);
  const isEncoded = `{ var(${PLAIN}) -m sub % }`;
  return [
    // Empty and dotted segments with parameters are read in too many ways.
    when("http-request deny deny_status 400", [...about, "{ path -m sub /; /.; /..; }"]),
    set(PLAIN, "path,lower", about),
    ...Array.from({ length: ROUNDS }, () => set(PLAIN, DECODE, [isEncoded])),
    when("http-request deny deny_status 400", [`{ var(${PLAIN}) -m reg '%[0-9a-f]{2}' }`]),
    set(MIXED, "bool(true)", [`{ var(${PLAIN}) -m reg '(^|/)[.][.](/|;|$)' }`]),
    // Parameters end at a slash, so what is left depends on what is one, and on how often they are taken off.
    set(MIXED, "bool(true)", [`{ var(${PLAIN}) -m sub ; }`, "{ path -m reg -i '%(00|23|25|2f|3f|5c)' }"]),
    ...guarded.flatMap((service) => mixedRules(section, service)),
    when(`http-request set-var-fmt(${GUARD}) "%[var(${PLAIN}),regsub(;[^/]*,,g)]/"`, about),
    when(`http-request set-var-fmt(${GUARD}) '%[var(${SERVICE})]%[var(${GUARD}),regsub("/([.]?/)+",/,g)]'`, about),
  ];
}

/**
 * One round: `%25` before anything is a percent sign; a percent sign that encodes nothing is one, too; letters whose other
 * case is one of ASCII (`ſ`, `K`, `İ`, `ı`) are that; backslash, `?`, `#` and NUL end a segment.
 */
const DECODE = [
  `var(${PLAIN})`,
  'regsub("%(25)+",%,g)',
  "regsub(%00,/,g)",
  "regsub(%c5%bf,s,g)",
  "regsub(%e2%84%aa,k,g)",
  'regsub("%c4%b[01]",i,g)',
  'regsub("%(?![0-9a-f]{2})",%25,g)',
  "url_dec",
  'regsub("[\\\\\\\\?#]",/,g)',
  "lower",
].join(",");

function mixedRules(section: FrontendSection, service: Service): ConfigText[] {
  const about = scope(section, service);
  const paths = service.routes.filter(({ access, path }) => access !== undefined && path !== "/");
  const patterns = [...new Set(paths.map(({ path }) => foldCase(path)))].map(mixedPattern);
  const lines: ConfigText[] = [];
  for (let start = 0; start < patterns.length; start += PATTERNS) {
    const some = patterns.slice(start, start + PATTERNS).join(" ");
    lines.push(
      when("http-request deny deny_status 400", [
        ...about,
        `{ var(${MIXED}) -m bool }`,
        `{ var(${PLAIN}) -m reg ${some} }`,
      ]),
    );
  }
  return lines;
}

/** Whether the segments of a path occur in another, in that order. */
function mixedPattern(path: string): string {
  const segments = path.slice(1).split("/");
  const literal = (segment: string): string => segment.replaceAll(/[.+]/g, "[$&]");
  return quote(`/${segments.map((segment) => `${literal(segment)}(;[^/]*)?`).join("/(.*/)?")}(/|$)`);
}
