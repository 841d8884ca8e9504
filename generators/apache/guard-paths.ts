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
 * Who may see what of a site: the service's own access, and that of its routes. Each section narrows what folders and
 * those before it say (`AuthMerging And`), never widens it. Apache decodes and normalises a path before it compares, so
 * that other spellings of a route are the route; see core's "Configuration Sections".
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
    // Nobody says who the client is: load balancers have refused strangers, and all others are strangers.
    if (site.client === "unknown") return ours;
    // Nor do load balancers see paths where TLS is passed on.
    if (site.client === "unread") return ["Require all denied", ...asked(path)];
    return [...requireAdmitted(routeAccess(own)), ...asked(path)];
  };
  return [
    ...(site.client === "proxy" ? [onlyFromUs(site, model)] : []),
    ...(site.client === "unread" && whole.length > 0 ? byItsName(site) : []),
    ...whole,
    // Whoever is nearer to the root comes first, as a reader expects.
    ...[...site.service.routes]
      .reverse()
      .flatMap(({ path, access: own }) =>
        own === undefined || isOpen(routeAccess(own))
          ? []
          : [narrow(quote(routePattern(path)), "LocationMatch", ofRoute(path, own))],
      ),
  ];
}

/** What ends a segment for some program: a slash, a backslash, and either that was encoded more than once. */
const END = "(?:[/\\\\]|%(?:25)*(?:2f|5c))";

/**
 * A path of whole segments and all below it, in any case: programs and file systems may tell none apart. What a server may
 * take for parameters of a segment (`;x`) counts as well.
 */
function routePattern(path: string): string {
  if (path === "/") return "^/";
  const segments = path.slice(1).split("/");
  return `(?i)^${segments.map((segment) => `${END}+${regexLiteral(segment)}(?:;[^/]*)?`).join("")}(?:${END}|$)`;
}

/** What load balancers and monitoring ask for below a path is answered whatever access says: exactly that, and to them alone. */
function askedByUs(site: Site, path: string, model: Model): Section[] {
  const paths = checkedPaths(site).filter((asked) => isBelow(foldCase(plainPath(asked)), foldCase(path)));
  const sources = requireUs(site, model);
  if (paths.length === 0 || sources.length === 0) return [];
  const request = paths.map(regexLiteral).join("|");
  const exactly = `%{THE_REQUEST} =~ m#^(?:GET|HEAD) ${paths.length === 1 ? request : `(?:${request})`} HTTP/#`;
  return [section("RequireAll", [`Require expr ${quote(exactly)}`, section("RequireAny", sources)])];
}

/** Paths that checks of members ask for, as they stand in requests. */
export function checkedPaths(site: Site): string[] {
  return [...new Set(checksOf(site).map((check) => check.path ?? "/"))].sort();
}

/** A path as a request has it, without its query and decoded. */
export function plainPath(asked: string): string {
  const path = asked.replace(/\?.*$/, "");
  return path.replace(/%[0-9A-Fa-f]{2}/g, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)));
}

/** Whether a path is a prefix of whole segments, or lies below it. */
export function isBelow(path: string, prefix: string): boolean {
  return prefix === "/" || path === prefix || path.startsWith(`${prefix}/`);
}

/** Host names that checks of members ask for, where they are not the service's own. */
export function checkedHosts(site: Site): string[] {
  const hosts = checksOf(site).flatMap((check) => check.host ?? []);
  return [...new Set(hosts)].filter((host) => !site.service.hostnames.includes(host)).sort();
}

/** Checks that ask a site by HTTP. */
export function checksOf({ backends, service }: Site): CheckSpec[] {
  const checks = backends.length > 0 ? backends.map(({ check }) => check) : [service.health.check];
  return checks.flatMap((check) => (check?.type === "http" || check?.type === "https" ? [check] : []));
}

/** Load balancers and monitoring by the client's address. */
function requireUs({ service }: Site, model: Model): string[] {
  const ours = [...balancerAddresses(service, model.fleet), ...model.monitoring];
  // Anycast servers are asked by themselves.
  const own = service.balance.by === "anycast" ? ["Require local"] : [];
  return [...own, ...requireIp(asPrefixes([...new Set(ours)], model.fleet))];
}

function fromUs(site: Site, model: Model): Lines {
  const sources = requireUs(site, model);
  return sources.length === 0 ? ["Require all denied"] : sources;
}

/**
 * With PROXY whoever connects says who the client is, and mod_remoteip believes everybody. Hence the connection itself
 * must come from a load balancer, or from monitoring where it asks without PROXY.
 */
function onlyFromUs(site: Site, model: Model): Section {
  const monitored = site.ports.some(({ proxy }) => !proxy) ? model.monitoring : [];
  const peers = [...new Set([...balancerAddresses(site.service, model.fleet), ...monitored])];
  const lines = peers.map((address) => `Require expr ${quote(`%{CONN_REMOTE_ADDR} -ipmatch '${address}'`)}`);
  const any = section("RequireAny", lines.length === 0 ? ["Require all denied"] : lines);
  return section("Location", ["AuthMerging And", any], quote("/"));
}

/**
 * Where TLS is passed on, load balancers have asked for nothing but the server name of the handshake. A stranger who is
 * let in by the name of one site may then ask for another, so the handshake must have been for this one.
 */
function byItsName(site: Site): Section[] {
  if (site.catchAll) return [];
  const names = [...site.service.hostnames, ...checkedHosts(site)].map((name) => hostName(name).toLowerCase());
  const lines = names.map((name) => `Require expr ${quote(`tolower(%{SSL:SSL_TLS_SNI}) == '${name}'`)}`);
  return [section("Location", ["AuthMerging And", section("RequireAny", lines)], quote("/"))];
}
