import type { Service } from "../../../src/contract/fleet.ts";
import { comparedPath, foldCase, ignoresCase } from "../../../src/fleet/path-case.ts";
import { type ConfigText, when } from "../config-text.ts";
import type { FrontendSection, ServiceFrontend } from "../frontend/frontend-sections.ts";
import { SERVICE, scope, scopeOfAll } from "../frontend/scope.ts";
import { field, quote } from "../quote.ts";

/** Holds `service/path/`, so one comparison covers the service and whole path segments. */
export const ROUTE = "txn.route";

/** The same for access: in lower case and decoded as often as any member might, see `guardRules`. */
export const GUARD = "txn.guard";

/** The fully decoded path, with segment parameters; and whether it has several readings. */
const PLAIN = "txn.plain";
const MIXED = "txn.mixed";

/** How often a path is decoded; what is still encoded then gets 400. `%25…2f` takes one round, whatever its length. */
const ROUNDS = 4;

/** HAProxy accepts 64 words per line. */
const PATTERNS = 20;

/** Start of `txn.route` for a path of a service: `www/intern/`. */
export function routeKey(service: Service, path: string): string {
  return field(`${service.name}${path === "/" ? "" : comparedPath(service, path)}/`);
}

/** Start of `txn.guard` for a restricted path. */
export function guardKey(service: Service, path: string): string {
  return field(`${service.name}${path === "/" ? "" : foldCase(path)}/`);
}

/** Whether a frontend decides by paths, which must then be read as the member will read them. */
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
 * Normalises paths of services that have routes or redirects, and refuses what members may read differently: with a
 * plain prefix comparison, `/%69ntern/`, `//intern/`, `/./intern/` and `/x/../intern/` all reached `/intern/`. Members
 * get the path that was compared. `strict`, which also refuses broken percent signs, is needed: HAProxy 2.6.12 accepts
 * `percent-decode-unreserved if …` without it and decodes nothing (seen). `normalize-uri` is experimental in 2.6
 * (Configuration Manual, 4.2 "http-request normalize-uri").
 */
export function normalisation(section: FrontendSection): ConfigText[] {
  const reading = section.entries.filter(readsPaths).map((entry) => entry.service);
  if (reading.length === 0) return [];
  const about = scopeOfAll(section, reading);
  return [
    ...["percent-decode-unreserved strict", "path-strip-dot", "path-merge-slashes", "path-strip-dotdot full"].map(
      (step) => when(`http-request normalize-uri ${step}`, about),
    ),
    // A backslash is not valid in URIs, and a slash to some servers.
    when("http-request deny deny_status 400", [...about, "{ path -m sub '\\' }"]),
    ...reading.flatMap((service) => spelledOut(section, service)),
  ];
}

/**
 * Refuses the encoded form of characters that a service's keys contain and that need no encoding (RFC 3986,
 * "sub-delims", `:` and `@`): normalisation leaves it alone, because it may mean something else, but members decode it.
 * Restricted paths are decoded before they are compared.
 */
function spelledOut(section: FrontendSection, service: Service): ConfigText[] {
  const leading = service.routes.filter(({ backend }) => backend !== undefined);
  const keys = [...leading, ...service.redirects].map(({ path }) => path).join("");
  const codes = [...new Set(keys.match(/[&+,=:@]/g))].sort().map((each) => `%${each.charCodeAt(0).toString(16)}`);
  if (codes.length === 0) return [];
  const about = scope(section, service);
  return [when("http-request deny deny_status 400", [...about, `{ path -m sub -i ${codes.join(" ")} }`])];
}

/** Sets `txn.route`: the path without segment parameters (`/intern;x`), if a service decides by paths. */
export function routeRules(section: FrontendSection): ConfigText[] {
  const path = section.entries.some(readsPaths) ? "%[path,regsub(;[^/]*,,g)]" : "";
  const folding = section.entries.filter((entry) => readsPaths(entry) && ignoresCase(entry.service));
  const about = scopeOfAll(
    section,
    folding.map(({ service }) => service),
  );
  return [
    `http-request set-var-fmt(${ROUTE}) "%[var(${SERVICE})]${path}/"`,
    ...(folding.length === 0
      ? []
      : [when(`http-request set-var-fmt(${ROUTE}) "%[var(${SERVICE})]%[path,lower,regsub(;[^/]*,,g)]/"`, about)]),
  ];
}

/**
 * What restricted routes are compared with. A member may decode a path once more than we do, treat `\` as a slash, and
 * ignore case: `/%2fintern`, `/x/..%2fintern`, `/%2569ntern` and `/INTERN` are `/intern` to some. So a copy of the path
 * is fully decoded, with every character as a segment end that is one to any server; the path itself is sent unchanged.
 * If dots or parameters appear during decoding, the result depends on the reader: such a path gets 400 if the segments
 * of a restricted path occur in it, in that order.
 */
export function guardRules(section: FrontendSection): ConfigText[] {
  const guarded = guardedServices(section);
  if (guarded.length === 0) return [];
  const about = scopeOfAll(section, guarded);
  const set = (name: string, expression: string, conditions: readonly ConfigText[]) =>
    when(`http-request set-var(${name}) ${quote(expression)}`, conditions);
  const isEncoded = `{ var(${PLAIN}) -m sub % }`;
  return [
    // Servers interpret empty and dotted segments with parameters in too many ways.
    when("http-request deny deny_status 400", [...about, "{ path -m sub /; /.; /..; }"]),
    set(PLAIN, "path,lower", about),
    ...Array.from({ length: ROUNDS }, () => set(PLAIN, DECODE, [isEncoded])),
    when("http-request deny deny_status 400", [`{ var(${PLAIN}) -m reg '%[0-9a-f]{2}' }`]),
    set(MIXED, "bool(true)", [`{ var(${PLAIN}) -m reg '(^|/)[.][.](/|;|$)' }`]),
    // Parameters end at a slash, so the result depends on what counts as one, and on how often parameters are stripped.
    set(MIXED, "bool(true)", [`{ var(${PLAIN}) -m sub ; }`, "{ path -m reg -i '%(00|23|25|2f|3f|5c)' }"]),
    ...guarded.flatMap((service) => mixedRules(section, service)),
    when(`http-request set-var-fmt(${GUARD}) "%[var(${PLAIN}),regsub(;[^/]*,,g)]/"`, about),
    when(`http-request set-var-fmt(${GUARD}) '%[var(${SERVICE})]%[var(${GUARD}),regsub("/([.]?/)+",/,g)]'`, about),
  ];
}

/**
 * One round: `%25` before anything is a percent sign; so is a percent sign that encodes nothing; letters whose other
 * case is an ASCII letter (`ſ`, `K`, `İ`, `ı`) become that letter; backslash, `?`, `#` and NUL end a segment.
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

/** Whether the segments of one path occur in another, in the same order. */
function mixedPattern(path: string): string {
  const segments = path.slice(1).split("/");
  const literal = (segment: string): string => segment.replaceAll(/[.+]/g, "[$&]");
  return quote(`/${segments.map((segment) => `${literal(segment)}(;[^/]*)?`).join("/(.*/)?")}(/|$)`);
}
