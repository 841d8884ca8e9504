import { type Block, block } from "../../../src/contract/block.ts";
import type { Fleet } from "../../../src/contract/fleet.ts";
import { type ConfigBlock, type ConfigText, config, part, when } from "../config-text.ts";
import { certificateHeaderRules } from "../http/client-certificate-headers.ts";
import { forgedHeaderRules, laterHeaderRules, removeSpellings } from "../http/forged-headers.ts";
import { accessRules } from "../http/http-access.ts";
import { headerRules } from "../http/http-headers.ts";
import { guardRules, normalisation, ROUTE, routeKey, routeRules } from "../http/http-paths.ts";
import { redirectRules } from "../http/http-redirects.ts";
import { ACME_BACKEND, backendName } from "../names.ts";
import type { Sizes } from "../process/sizing.ts";
import { hasRawLines, rawFrontendLines } from "../raw/raw-lines.ts";
import { clientTimeoutRules } from "./client-timeouts.ts";
import { frontendHead } from "./frontend-head.ts";
import { asksForCertificates, type FrontendSection, type ServiceFrontend } from "./frontend-sections.ts";
import { httpLimitLines, limitTables } from "./limits.ts";
import { lookUp, lookUpService } from "./look-up.ts";
import { SERVICE, scopeOfAll } from "./scope.ts";

/** Port for ACME's HTTP-01 challenges (RFC 8555, section 8.3). */
const ACME_PORT = 80;
const ACME_PATH = "{ path_beg /.well-known/acme-challenge/ }";

const NO_CONNECT = "http-request deny deny_status 405 if METH_CONNECT";

/**
 * After CONNECT, or an upgrade to HTTP/2 (`h2c`), requests would pass uninspected: to any route, with any header. Only
 * WebSocket (RFC 6455, RFC 8441) may upgrade; `set-header` reduces several values to one.
 */
const TUNNELS = [
  "http-request set-header Upgrade websocket if { req.hdr(Upgrade) -i websocket }",
  "http-request del-header Upgrade unless { req.hdr(Upgrade) -i websocket }",
];

/** For logs. */
const REQUESTED = ["http-request set-var(txn.target) url", "http-request set-var(txn.agent) req.fhdr(user-agent)"];

/** The request ID for members is ours: one from the client, in any spelling, could be another request's. */
const REQUEST_ID = [removeSpellings("X-Request-ID"), "http-request set-header X-Request-ID %[unique-id]"];

/**
 * A frontend that parses requests: host → service by a map; unknown hosts get 421; clients that access blocks are
 * refused before anybody is redirected or passed on; (service, path) → backend by another map.
 * Rules are in the order in which HAProxy runs them.
 */
export function printHttpFrontend(section: FrontendSection, fleet: Fleet, sizes: Sizes): ConfigBlock[] {
  const name = `frontend ${section.name}`;
  const exempt = answersAcme(section, fleet) ? [`!${ACME_PATH}`] : [];
  const causes = section.entries.map(({ service }) => service.tree);
  const leads = leadsToMembers(section, exempt);
  return [
    ...frontendHead(section, fleet, sizes),
    ...rawFrontendLines(section, "content"),
    ...part(name, "target and user agent for logs", REQUESTED, []),
    ...(leads ? part(name, "request id for members", REQUEST_ID, []) : []),
    ...part(name, "no CONNECT, no upgrade except to WebSocket", [NO_CONNECT, ...(leads ? TUNNELS : [])], []),
    ...(leads ? part(name, "headers that only the load balancer may set", toldByUs(section), []) : []),
    ...part(name, "service by host name", selection(section), causes),
    ...part(name, "client timeouts by service", clientTimeoutRules(section), causes),
    ...part(name, "normalise paths as members do", normalisation(section), causes),
    ...(comparesRoutes(section) ? part(name, "path that is compared with routes", routeRules(section), []) : []),
    ...part(name, "path that is compared with restricted routes", guardRules(section), causes),
    ...accessRules(section, fleet),
    ...httpLimitLines(section, fleet),
    ...rawFrontendLines(section, "http"),
    ...(leads
      ? part(
          name,
          "client address: remove what the client sent",
          laterHeaderRules(sendsOwnAddress(section, exempt)),
          [],
        )
      : []),
    ...headerRules(section),
    ...redirectRules(section, exempt),
    ...(exempt.length === 0 && section.entries.every(({ frontend }) => frontend.redirect)
      ? rawFrontendLines(section, "routing")
      : backendRules(section, fleet)),
    ...limitTables(section),
  ];
}

/** Whether ACME challenges arrive here. */
export function answersAcme(section: FrontendSection, fleet: Fleet): boolean {
  return fleet.acme !== undefined && section.protocol === "http" && !section.tls && section.port === ACME_PORT;
}

function selection(section: FrontendSection): ConfigText[] {
  const { fallback } = section;
  // The port and a trailing dot are not part of the name.
  const host = "http-request set-var(txn.host) req.fhdr(host),host_only,lower,rtrim(.)";
  if (section.entries.every(({ service }) => service.hostnames.length === 0) && fallback !== undefined)
    return [host, `http-request set-var(${SERVICE}) str(${fallback.name})`];
  const isFound = `{ var(${SERVICE}) -m found }`;
  return [
    host,
    config`http-request set-var(${SERVICE}) ${lookUpService(section)}`,
    // Even if there is no host name to look up.
    fallback === undefined
      ? `http-request deny deny_status 421 unless ${isFound}`
      : `http-request set-var(${SERVICE}) str(${fallback.name}) unless ${isFound}`,
    // The Host header can differ from the server name that made the handshake require a certificate.
    ...(asksForCertificates(section)
      ? ["http-request deny deny_status 421 unless { ssl_fc_sni,lower,strcmp(txn.host) eq 0 }"]
      : []),
  ];
}

/** Whether any request gets to members, to ACME's nodes, or where raw lines lead. */
function leadsToMembers({ entries }: FrontendSection, exempt: readonly string[]): boolean {
  return (
    exempt.length > 0 ||
    entries.some((entry) => entry.frontend.spec.haproxy !== undefined || routeBlock(entry).length > 0)
  );
}

/** Whether all that it leads to gets an X-Forwarded-For of ours, which replaces any other. */
function sendsOwnAddress({ entries }: FrontendSection, exempt: readonly string[]): boolean {
  return (
    exempt.length === 0 &&
    entries.every(({ service, frontend }) => {
      const routes = service.routes.map((route) => route.backend);
      const backends = frontend.redirect ? [] : [frontend.backend, ...routes].filter((each) => each !== undefined);
      return frontend.spec.haproxy === undefined && backends.every(({ clientAddress }) => clientAddress === "header");
    })
  );
}

/** X-Forwarded-For is not here: each backend decides whether to send it. */
function toldByUs(section: FrontendSection): string[] {
  return [
    ...forgedHeaderRules(),
    `http-request set-header X-Forwarded-Proto ${section.tls ? "https" : "http"}`,
    "http-request set-header X-Forwarded-Host %[req.fhdr(host)] if { req.fhdr(host) -m found }",
    `http-request set-header X-Forwarded-Port ${section.port}`,
    ...certificateHeaderRules(section),
  ];
}

function backendRules(section: FrontendSection, fleet: Fleet): ConfigBlock[] {
  const name = `frontend ${section.name}`;
  const acme = answersAcme(section, fleet)
    ? part(name, "ACME", [`use_backend ${ACME_BACKEND} if ${ACME_PATH}`], fleet.acme === undefined ? [] : [fleet.tree])
    : [];
  const routes = section.entries.flatMap(routeBlock);
  const raw = rawFrontendLines(section, "routing");
  if (routes.length === 0) {
    const nothing = raw.length > 0 || acme.length > 0 ? [] : ["http-request deny deny_status 404"];
    return [...part(name, "no service at this frontend", nothing, []), ...acme, ...raw];
  }
  const only = onlyBackend(section);
  if (only !== undefined) {
    const causes = routes.flatMap((route) => route.causes);
    return [...acme, ...raw, ...part(name, "backend", [`default_backend ${only}`], causes)];
  }
  // Raw lines may lead to backends that the map does not have.
  const led = section.entries.filter((entry) => hasRawLines(entry, "routing")).map(({ service }) => service);
  const others = led.length === 0 ? [] : scopeOfAll(section, led).map((condition) => config`!${condition}`);
  const nothing = ["!{ var(txn.backend) -m found }", ...others, ...(acme.length === 0 ? [] : [`!${ACME_PATH}`])];
  const choose = [
    config`http-request set-var(txn.backend) ${lookUp(section, "routes", ROUTE, routes)}`,
    ...(section.entries.every(isWhole) || (led.length > 0 && others.length === 0)
      ? []
      : [when("http-request deny deny_status 404", nothing)]),
  ];
  return [
    ...part(name, "backend by route", choose, []),
    ...acme,
    ...raw,
    ...part(name, "use the backend of the route", ["use_backend %[var(txn.backend)]"], []),
  ];
}

/** Whether any rule of a frontend section compares paths. */
function comparesRoutes(section: FrontendSection): boolean {
  const forwarding = section.entries.filter(({ frontend }) => !frontend.redirect);
  if (forwarding.some(({ service }) => service.redirects.length > 0)) return true;
  return forwarding.some((entry) => leads(entry).length > 0) && onlyBackend(section) === undefined;
}

/** The backend of every request, if there is only one service, and it leads nowhere else. */
function onlyBackend({ sharers, entries }: FrontendSection): string | undefined {
  if (sharers > 1) return undefined;
  const [first, ...others] = entries.flatMap(leads);
  return first?.path === "/" && others.length === 0 ? first.backend : undefined;
}

/** Whether every path of the service leads somewhere. */
function isWhole(entry: ServiceFrontend): boolean {
  return entry.frontend.redirect || leads(entry).some(({ path }) => path === "/");
}

/** Lines `service/path/ backend`. */
function routeBlock(entry: ServiceFrontend): Block[] {
  const { service, frontend } = entry;
  const lines = leads(entry).map(({ path, backend }) => `${routeKey(service, path)} ${backend}`);
  const routes = service.routes.filter(({ backend }) => backend !== undefined);
  const causes = [frontend.tree, ...routes.map((route) => route.tree)];
  return lines.length === 0 ? [] : [block(service.name, lines, causes)];
}

/** Paths of a service and their backends, longest first as readers expect; HAProxy takes the longest match. */
function leads({ service, frontend }: ServiceFrontend): { readonly path: string; readonly backend: string }[] {
  if (frontend.redirect) return [];
  const paths = new Map(service.routes.map(({ path, backend }) => [path, backend]));
  if (paths.get("/") === undefined) paths.set("/", frontend.backend);
  return [...paths].flatMap(([path, backend]) =>
    backend === undefined ? [] : [{ path, backend: backendName(service, backend) }],
  );
}
