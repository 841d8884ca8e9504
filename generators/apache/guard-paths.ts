import type { CheckSpec } from "../../src/contract/check-spec.ts";
import type { Access } from "../../src/contract/fleet.ts";
import { foldCase } from "../../src/fleet/path-case.ts";
import { isOpen, requireAdmitted, requireIp, routeAccess, siteAccess } from "./access.ts";
import type { Model } from "./model.ts";
import { hostName, quote, regexLiteral } from "./quote.ts";
import { type Lines, type Section, section } from "./section.ts";
import type { Site } from "./sites.ts";
import { asPrefixes, balancerAddresses } from "./trusted.ts";

/**
 * Which clients may see which parts of a site: the service's own access, and that of its routes. Each section narrows
 * what folders and the sections before it allow (`AuthMerging And`), and never widens it. Apache decodes and normalises
 * a path before it compares, so other spellings of a route are the route; see core's "Configuration Sections".
 */
export function guardPaths(site: Site, model: Model): Section[] {
  const access = siteAccess(site, model.fleet);
  const asked = (path: string): Section[] => askedByUs(site, path, model);
  const ours = fromUs(site, model);
  const narrow = (argument: string, name: string, lines: Lines): Section =>
    section(name, ["AuthMerging And", section("RequireAny", lines)], argument);
  const isUnknown = site.client === "unknown" || site.client === "unread";
  const whole = isOpen(access)
    ? []
    : [narrow(quote("/"), "Location", isUnknown ? ours : [...requireAdmitted(access), ...asked("/")])];
  const ofRoute = (path: string, own: Access): Lines => {
    // The client is unknown: load balancers have refused strangers, and everything else is a stranger.
    if (site.client === "unknown") return ours;
    // With TLS passthrough, load balancers do not see paths either.
    if (site.client === "unread") return ["Require all denied", ...asked(path)];
    return [...requireAdmitted(routeAccess(own)), ...asked(path)];
  };
  return [
    ...(site.client === "proxy" ? [onlyFromUs(site, model)] : []),
    ...(site.client === "unread" && whole.length > 0 ? byItsName(site) : []),
    ...whole,
    // Routes nearer to the root come first, as readers expect.
    ...[...site.service.routes]
      .reverse()
      .flatMap(({ path, access: own }) =>
        own === undefined || isOpen(routeAccess(own))
          ? []
          : [narrow(quote(routePattern(path)), "LocationMatch", ofRoute(path, own))],
      ),
  ];
}

/** Ends of a segment for some programs: a slash, a backslash, and either encoded more than once. */
const END = "(?:[/\\\\]|%(?:25)*(?:2f|5c))";

/**
 * A path of whole segments and everything below it, in any case, because programs and file systems may ignore case.
 * What a server may treat as parameters of a segment (`;x`) counts as well.
 */
function routePattern(path: string): string {
  if (path === "/") return "^/";
  const segments = path.slice(1).split("/");
  return `(?i)^${segments.map((segment) => `${END}+${regexLiteral(segment)}(?:;[^/]*)?`).join("")}(?:${END}|$)`;
}

/** Checks by load balancers and monitoring below a path are answered regardless of access: only those, only to them. */
function askedByUs(site: Site, path: string, model: Model): Section[] {
  const paths = checkedPaths(site).filter((asked) => isBelow(foldCase(plainPath(asked)), foldCase(path)));
  const sources = requireUs(site, model);
  if (paths.length === 0 || sources.length === 0) return [];
  const request = paths.map(regexLiteral).join("|");
  const exactly = `%{THE_REQUEST} =~ m#^(?:GET|HEAD) ${paths.length === 1 ? request : `(?:${request})`} HTTP/#`;
  return [section("RequireAll", [`Require expr ${quote(exactly)}`, section("RequireAny", sources)])];
}

/** Paths that checks of members request, as in requests. */
export function checkedPaths(site: Site): string[] {
  return [...new Set(checksOf(site).map((check) => check.path ?? "/"))].sort();
}

/** The path of a request, without its query and decoded. */
export function plainPath(asked: string): string {
  const path = asked.replace(/\?.*$/, "");
  return path.replace(/%[0-9A-Fa-f]{2}/g, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}

/** Whether a path is a prefix of whole segments, or below it. */
export function isBelow(path: string, prefix: string): boolean {
  return prefix === "/" || path === prefix || path.startsWith(`${prefix}/`);
}

/** Host names that checks of members send, if they are not the service's own. */
export function checkedHosts(site: Site): string[] {
  const hosts = checksOf(site).flatMap((check) => check.host ?? []);
  return [...new Set(hosts)].filter((host) => !site.service.hostnames.includes(host)).sort();
}

/** Checks that use HTTP on a site. */
export function checksOf({ backends, service }: Site): CheckSpec[] {
  const checks = backends.length > 0 ? backends.map(({ check }) => check) : [service.health.check];
  return checks.flatMap((check) => (check?.type === "http" || check?.type === "https" ? [check] : []));
}

/** Load balancers and monitoring by the client's address. */
function requireUs({ service }: Site, model: Model): string[] {
  const ours = [...balancerAddresses(service, model.fleet), ...model.monitoring];
  // Anycast servers check themselves.
  const own = service.balance.by === "anycast" ? ["Require local"] : [];
  return [...own, ...requireIp(asPrefixes([...new Set(ours)], model.fleet))];
}

function fromUs(site: Site, model: Model): Lines {
  const sources = requireUs(site, model);
  return sources.length === 0 ? ["Require all denied"] : sources;
}

/**
 * With PROXY whoever connects can claim any client address, and mod_remoteip believes everybody. So the connection
 * itself must come from a load balancer, or from monitoring if it checks without PROXY.
 */
function onlyFromUs(site: Site, model: Model): Section {
  const monitored = site.ports.some(({ proxy }) => !proxy) ? model.monitoring : [];
  const peers = [...new Set([...balancerAddresses(site.service, model.fleet), ...monitored])];
  const lines = peers.map((address) => `Require expr ${quote(`%{CONN_REMOTE_ADDR} -ipmatch '${address}'`)}`);
  const any = section("RequireAny", lines.length === 0 ? ["Require all denied"] : lines);
  return section("Location", ["AuthMerging And", any], quote("/"));
}

/**
 * With TLS passthrough, load balancers know only the server name of the handshake. A stranger that is allowed by the
 * name of one site may then request another, so the handshake must have been for this one.
 */
function byItsName(site: Site): Section[] {
  if (site.catchAll) return [];
  const names = [...site.service.hostnames, ...checkedHosts(site)].map((name) => hostName(name).toLowerCase());
  const lines = names.map((name) => `Require expr ${quote(`tolower(%{SSL:SSL_TLS_SNI}) == '${name}'`)}`);
  return [section("Location", ["AuthMerging And", section("RequireAny", lines)], quote("/"))];
}
