import type { Block } from "../../src/contract/block.ts";
import { block } from "../../src/contract/block.ts";
import { at } from "../../src/contract/origin.ts";
import { find } from "../../src/contract/tree.ts";
import { ERROR_STATUSES } from "../../src/fleet/error-statuses.ts";
import { logFormat } from "../../src/fleet/log-format.ts";
import { forgedHeaderLines } from "./forged-headers.ts";
import { checkedHosts, guardPaths } from "./guard-paths.ts";
import type { Model } from "./model.ts";
import { hostName, quote, quoteHeader, quotePort } from "./quote.ts";
import { schemeLines, slashRedirect } from "./schemes.ts";
import { type Lines, printLines, section } from "./section.ts";
import { redirectedNames, type Site, servedPublicly } from "./sites.ts";
import { balancerAddresses } from "./trusted.ts";

/** URL prefix of error pages, unlikely in any site. */
const ERROR_PAGES = "/.intentlb-errors";

/** The virtual hosts of a site, as blocks: one for its host names, one that sends its aliases to the first of them. */
export function printSite(site: Site, model: Model): Block[] {
  const { service } = site;
  const [canonical, ...aliases] = names(site);
  const redirected = redirectedNames(site);
  const kept = aliases.filter((name) => !redirected.includes(name));
  const key = `${service.name} ${site.ports.map(({ port }) => port).join(" ")}`;
  const apache = find(service.tree, ["apache"]) ?? service.tree;
  const parts: Lines = [
    ...naming(site, canonical, kept),
    ...tlsLines(site),
    "",
    ...content(site),
    "",
    ...clientLines(site, model),
    ...forgedHeaderLines(site),
    ...logs(site),
    ...ownHeaders(site),
    ...guardPaths(site, model),
    ...keptOptions(site),
    ...slashRedirect(site),
    ...errorPages(site),
    ...(service.spec.apache?.lines === undefined ? [] : ["", "# lines from the catalog", ...service.spec.apache.lines]),
  ];
  const causes = [
    apache,
    at(service, "hostnames"),
    ...site.backends.flatMap((backend) => [at(backend, "members"), at(backend, "port"), at(backend, "client_address")]),
    ...site.frontends.map(({ tree }) => tree),
    service.access.tree,
    ...service.routes.flatMap(({ access }) => (access === undefined ? [] : [access.tree])),
  ];
  return [
    block(`site ${key}`, ["", ...printLines([section("VirtualHost", parts, addresses(site))])], causes),
    ...(redirected.length === 0 || canonical === undefined ? [] : [aliasesHost(site, key, canonical, redirected)]),
  ];
}

/** Arguments of `VirtualHost`. */
function addresses({ ports }: Site): string {
  return [...new Set(ports.map(({ port }) => `*:${quotePort(port)}`))].join(" ");
}

/** Host names of a site, the canonical one first; none if it responds for any. */
function names(site: Site): string[] {
  return [...new Set([...site.service.hostnames, ...checkedHosts(site)])].map(hostName);
}

function naming(site: Site, canonical: string | undefined, aliases: readonly string[]): string[] {
  const { scheme, port } = servedPublicly(site);
  return [
    // Scheme and port as clients see them, for URLs that Apache builds, such as that of a folder without its slash.
    ...(site.catchAll ? ["# Also answers for unknown host names."] : []),
    ...(canonical === undefined ? [] : [`ServerName ${scheme}://${canonical}:${quotePort(port)}`]),
    ...aliases.map((alias) => `ServerAlias ${alias}`),
  ];
}

function aliasesHost(site: Site, key: string, canonical: string, [first = "", ...others]: readonly string[]): Block {
  const { scheme, port } = servedPublicly(site);
  const suffix = port === (scheme === "https" ? 443 : 80) ? "" : `:${port}`;
  const lines: Lines = [
    `ServerName ${scheme}://${hostName(first)}:${quotePort(port)}`,
    ...others.map((other) => `ServerAlias ${hostName(other)}`),
    ...tlsLines(site),
    `Redirect 301 "/" ${quote(`${scheme}://${canonical}${suffix}/`)}`,
  ];
  const text = printLines([section("VirtualHost", lines, addresses(site))]);
  return block(
    `aliases of ${key}`,
    ["", ...text],
    [at(site.service, "canonical_redirect"), at(site.service, "hostnames")],
  );
}

/** TLS 1.2 and later: only our load balancers and current clients connect. */
export function tlsLines({ certificate }: Pick<Site, "certificate">): string[] {
  if (certificate === undefined) return [];
  return [
    "SSLEngine on",
    "SSLProtocol -all +TLSv1.2 +TLSv1.3",
    // The file contains certificates and key, as on a load balancer.
    `SSLCertificateFile ${quote(certificate.file)}`,
  ];
}

const LINKS = { never: [], owner: ["SymLinksIfOwnerMatch"], always: ["FollowSymLinks"] } as const;

function content({ service, root }: Site): Lines {
  const options = service.spec.apache ?? {};
  const allowed = [...LINKS[options.follow_links ?? "owner"], ...(options.listing === true ? ["Indexes"] : [])];
  const index = options.index ?? [...(options.php === undefined ? [] : ["index.php"]), "index.html"];
  const folder: Lines = [
    `Options ${allowed.length === 0 ? "None" : allowed.join(" ")}`,
    `AllowOverride ${options.override === undefined ? "None" : overrides(options.override, options.follow_links)}`,
    `DirectoryIndex ${index.map(quote).join(" ")}`,
    // By default Apache hides it from programs; PHP does the authentication.
    ...(options.php === undefined ? [] : ["CGIPassAuth On"]),
    "Require all granted",
  ];
  const aliases = Object.entries(options.aliases ?? {}).sort(([a], [b]) => (a > b ? -1 : 1));
  const folders = [...new Set([root, ...aliases.map(([, path]) => path)])];
  return [
    `DocumentRoot ${quote(root)}`,
    // Of two aliases the first match wins, so longer ones are first, and error pages before all.
    ...(options.error_pages === undefined ? [] : [`Alias "${ERROR_PAGES}" ${quote(options.error_pages)}`]),
    ...aliases.map(([path, to]) => `Alias ${quote(path)} ${quote(to)}`),
    ...folders.map((path) => section("Directory", folder, quote(path))),
    ...(options.php === undefined ? [] : php(options.php)),
  ];
}

type Options = NonNullable<Site["service"]["spec"]["apache"]>;

/**
 * Arguments of `AllowOverride`. Of `Options` only those that cannot run programs; links are followed before anything
 * else could forbid it, so `FollowSymLinks` is only for sites that follow all links anyway.
 */
function overrides(classes: NonNullable<Options["override"]>, links: Options["follow_links"]): string {
  const names = ["Indexes", "MultiViews", "SymLinksIfOwnerMatch", ...(links === "always" ? ["FollowSymLinks"] : [])];
  return classes.map((name) => (name === "Options" ? `Options=${names.join(",")}` : name)).join(" ");
}

/**
 * What the catalog does not turn on stays off, whatever `Options` in a .htaccess file say: an `<If>` inside
 * `<Location>` is merged after all of those files, including their own `<If>` (core's "Configuration Sections").
 */
function keptOptions({ service }: Site): Lines {
  const { override, listing } = service.spec.apache ?? {};
  if (override?.includes("Options") !== true) return [];
  const off = [...(listing === true ? [] : ["-Indexes"]), "-MultiViews"];
  return [section("Location", [section("If", [`Options ${off.join(" ")}`], quote("true"))], quote("/"))];
}

/**
 * Requests for an existing .php file go to PHP-FPM; for a missing one Apache returns 404. FastCGI has no chunks:
 * without a length PHP would see an empty body, so such a body is collected first (mod_proxy_fcgi, `proxy-sendcl`).
 */
function php(socket: string): Lines {
  const handler = `SetHandler ${quote(`proxy:unix:${socket}|fcgi://localhost`)}`;
  return [
    section("FilesMatch", [section("If", [handler], quote("-f %{REQUEST_FILENAME}"))], quote("\\.php$")),
    "SetEnvIfNoCase Transfer-Encoding chunked proxy-sendcl=1",
  ];
}

/** The client's address and scheme: exactly as the service's load balancers report them, or those of the connection. */
function clientLines(site: Site, model: Model): string[] {
  const balancers = balancerAddresses(site.service, model.fleet);
  return [
    // Without a list of proxies mod_remoteip would believe everybody.
    ...(site.client === "header" && balancers.length > 0
      ? ["RemoteIPHeader X-Forwarded-For", ...balancers.map((address) => `RemoteIPInternalProxy ${address}`)]
      : []),
    ...schemeLines(site, balancers),
  ];
}

function logs({ service }: Site): string[] {
  return [
    // Names of services consist of letters, digits and `. _ -`.
    `CustomLog "\${APACHE_LOG_DIR}/${service.name}.access.log" intentlb_${logFormat(service)}`,
    `ErrorLog "\${APACHE_LOG_DIR}/${service.name}.error.log"`,
  ];
}

function ownHeaders({ service }: Site): string[] {
  return Object.entries(service.spec.apache?.headers ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `Header always set ${name} ${quoteHeader(value)}`);
}

function errorPages({ service }: Site): Lines {
  const folder = service.spec.apache?.error_pages;
  if (folder === undefined) return [];
  return [
    "",
    ...ERROR_STATUSES.map((status) => `ErrorDocument ${status} "${ERROR_PAGES}/${status}.html"`),
    section("Directory", ["Options None", "AllowOverride None"], quote(folder)),
    // A refused client must be able to see the page that says so, whatever is said about folders.
    section("Location", ["Require all granted"], `"${ERROR_PAGES}"`),
  ];
}
