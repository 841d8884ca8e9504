import type { Redirect, Service } from "../../contract/fleet.ts";
import { at } from "../../contract/origin.ts";
import type { Tree } from "../../contract/tree.ts";
import { comparedPath } from "../../fleet/path-case.ts";
import { isUnder, normalizePath } from "../../fleet/paths.ts";
import { type Sites, siteHosts, siteKey } from "./sites-of.ts";

/** What a client asks for. */
export interface Request {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** Where a request is redirected, and what in the catalog does so. */
export interface Hop {
  readonly to: Request;
  readonly service: Service;
  /** Such as "redirect /old of www". */
  readonly what: string;
  readonly tree: Tree;
}

/** Target of our own redirect of a request: to https, to the canonical name, or one from the catalog. */
export function followRedirect(sites: Pick<Sites, "get">, request: Request): Hop | undefined {
  const site = sites.get(siteKey(request.host, request.port));
  if (site === undefined || site.frontend.protocol !== "http") return undefined;
  const { service, frontend } = site;
  if (frontend.redirect) {
    const what = `frontend ${frontend.name} of ${service.name}`;
    return { to: { ...request, scheme: "https", port: 443 }, service, what, tree: at(frontend, "redirect") };
  }
  const canonical = siteHosts(service)[0];
  if (service.spec.canonical_redirect === true && canonical !== undefined && canonical !== request.host) {
    const what = `canonical_redirect of ${service.name}`;
    return { to: { ...request, host: canonical }, service, what, tree: at(service, "canonical_redirect") };
  }
  const path = normalizePath(request.path);
  // Segment parameters (`/a;x`) are not compared.
  const compared = comparedPath(service, path.replaceAll(/;[^/]*/g, ""));
  const redirect = service.redirects.find((each) => isUnder(compared, comparedPath(service, each.path)));
  if (redirect === undefined) return undefined;
  const what = `redirect ${redirect.path} of ${service.name}`;
  return { to: target({ ...request, path }, redirect), service, what, tree: redirect.tree };
}

/** The parts of an absolute URL; undefined for a path alone. */
export function parseUrl(url: string): Request | undefined {
  const [, scheme = "", host = "", port, path = "/"] = /^(https?):\/\/([^/:]+)(?::([0-9]+))?(\/[^?]*)?/.exec(url) ?? [];
  if (scheme === "") return undefined;
  return { scheme, host, port: port === undefined ? (scheme === "https" ? 443 : 80) : Number(port), path };
}

/** The URL as people write it. */
export function formatRequest({ scheme, host, port, path }: Request): string {
  const usual = scheme === "https" ? 443 : 80;
  return `${scheme}://${host}${port === usual ? "" : `:${port}`}${path}`;
}

function target(request: Request, redirect: Redirect): Request {
  const to = parseUrl(redirect.to) ?? { ...request, path: redirect.to.replace(/\?.*$/, "") };
  if (!redirect.keepPath) return to;
  const rest = request.path.slice(redirect.path === "/" ? 1 : redirect.path.length);
  return rest === "" ? to : { ...to, path: `${to.path.replace(/\/$/, "")}/${rest.replace(/^\//, "")}` };
}
