import { compareText } from "../../src/contract/compare-text.ts";
import { facesClients } from "./forged-headers.ts";
import type { WebServer } from "./model.ts";
import { hasBothSchemes, type Site } from "./sites.ts";

/** Modules with Debian's own settings, which `a2enmod` enables together with them. */
const CONFIGURED: ReadonlySet<string> = new Set(["alias", "autoindex", "dir", "mime", "proxy", "setenvif", "ssl"]);

/**
 * Modules that a server needs in addition to those built into Debian's, and the modules that those depend on according
 * to Debian (`# Depends:`), sorted. All are in its package apache2, and none conflict; how requests are processed (mpm)
 * is up to the node.
 */
export function neededModules({ sites }: WebServer): string[] {
  const uses = (test: (site: Site) => boolean): boolean => sites.some(test);
  const option = (key: keyof NonNullable<Site["service"]["spec"]["apache"]>): boolean =>
    uses(({ service }) => service.spec.apache?.[key] !== undefined);
  return [
    ...["alias", "authn_core", "authz_core", "authz_host", "dir", "env", "mime", "remoteip"],
    ...(option("listing") ? ["autoindex"] : []),
    ...(option("override") ? ["auth_basic", "authn_file", "authz_user", "rewrite"] : []),
    ...(option("headers") || uses(facesClients) ? ["headers"] : []),
    ...(option("php") ? ["proxy", "proxy_fcgi"] : []),
    ...(uses(({ certificate }) => certificate !== undefined) ? ["socache_shmcb", "ssl"] : []),
    ...(option("php") || uses((site) => site.certificate !== undefined || hasBothSchemes(site)) ? ["setenvif"] : []),
  ].sort(compareText);
}

/** Names of the files that enable a module. */
export function moduleFiles(name: string): string[] {
  return [`${name}.load`, ...(CONFIGURED.has(name) ? [`${name}.conf`] : [])];
}
