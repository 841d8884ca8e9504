import { quote, quotePort } from "./quote.ts";
import { type Lines, section } from "./section.ts";
import { hasBothSchemes, type Site, servedPublicly } from "./sites.ts";

/** Set by load balancers on each request; a client's own value never arrives. */
const CAME_BY = "%{HTTP:X-Forwarded-Proto}";

/**
 * Variables by which programs know the client's scheme. If clients use both, load balancers say which, and only they
 * are believed.
 * @param balancers addresses of the service's load balancers
 */
export function schemeLines(site: Site, balancers: readonly string[]): string[] {
  if (!hasBothSchemes(site)) {
    return servedPublicly(site).scheme === "https" && site.certificate === undefined ? ["SetEnv HTTPS on"] : [];
  }
  const fromBalancer = balancers.map((address) => `%{CONN_REMOTE_ADDR} -ipmatch '${address}'`).join(" || ");
  const secure = `${CAME_BY} == 'https' && (${fromBalancer === "" ? "false" : fromBalancer})`;
  return [
    ...(site.certificate === undefined ? [`SetEnvIfExpr ${quote(secure)} HTTPS=on`] : []),
    ...(site.service.spec.apache?.php === undefined ? [] : plainForPhp(site, `!(${secure})`)),
  ];
}

/**
 * What PHP would otherwise derive from the server's name, which has one scheme, or from the TLS between load balancer
 * and member (mod_proxy_fcgi, `ProxyFCGISetEnvIf`).
 */
function plainForPhp({ frontends, certificate }: Site, plain: string): string[] {
  const port = frontends.find(({ spec }) => spec.tls === undefined)?.port ?? 80;
  return [
    `ProxyFCGISetEnvIf ${quote(plain)} REQUEST_SCHEME http`,
    `ProxyFCGISetEnvIf ${quote(plain)} SERVER_PORT ${quotePort(port)}`,
    ...(certificate === undefined ? [] : [`ProxyFCGISetEnvIf ${quote(plain)} !HTTPS`]),
  ];
}

/**
 * The redirect of a folder without its slash, for clients that used http: mod_dir would send them to the scheme of the
 * server's name. It runs where mod_dir would, after all restrictions; mod_alias escapes and keeps the query.
 */
export function slashRedirect(site: Site): Lines {
  if (!hasBothSchemes(site)) return [];
  const folder = `-d %{REQUEST_FILENAME} && %{REQUEST_URI} !~ m#/$# && ${CAME_BY} == 'http'`;
  const redirect = 'Redirect 301 "http://%{HTTP_HOST}%{REQUEST_URI}/"';
  return [section("Location", [section("If", [redirect], quote(folder))], quote("/"))];
}
