import type { WebServer } from "./model.ts";
import type { Site } from "./sites.ts";

/** Modules that a server needs beyond those built into Debian's, in an order in which they load. */
export function neededModules({ sites }: WebServer): string[] {
  const uses = (test: (site: Site) => boolean): boolean => sites.some(test);
  const option = (key: keyof NonNullable<Site["service"]["spec"]["apache"]>): boolean =>
    uses(({ service }) => service.spec.apache?.[key] !== undefined);
  return [
    "authz_core",
    "authz_host",
    "alias",
    "dir",
    "mime",
    "env",
    "remoteip",
    ...(option("listing") ? ["autoindex"] : []),
    ...(option("override") ? ["authn_core", "auth_basic", "authn_file", "authz_user", "rewrite"] : []),
    ...(option("headers") ? ["headers"] : []),
    ...(option("php") ? ["proxy", "proxy_fcgi"] : []),
    ...(uses(({ certificate }) => certificate !== undefined) ? ["ssl"] : []),
  ];
}
