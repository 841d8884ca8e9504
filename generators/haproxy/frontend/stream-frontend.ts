import { block } from "../../../src/contract/block.ts";
import type { Fleet } from "../../../src/contract/fleet.ts";
import { type ConfigBlock, config, part, when } from "../config-text.ts";
import { routeKey } from "../http/http-paths.ts";
import { backendName } from "../names.ts";
import type { Sizes } from "../process/sizing.ts";
import { rawFrontendLines } from "../raw/raw-lines.ts";
import { frontendHead } from "./frontend-head.ts";
import type { FrontendSection } from "./frontend-sections.ts";
import { limitTables } from "./limits.ts";
import { lookUp, lookUpService } from "./look-up.ts";
import { SERVICE, scope } from "./scope.ts";
import { refusals } from "./sources.ts";

/** Until the first handshake message arrives. */
const HELLO_DELAY = "5s";

/** A frontend that passes the stream on: one service, or several distinguished by the server name of the handshake. */
export function printStreamFrontend(section: FrontendSection, fleet: Fleet, sizes: Sizes): ConfigBlock[] {
  const byName = section.protocol === "tls" && section.entries.some(({ service }) => service.hostnames.length > 0);
  return [
    ...frontendHead(section, fleet, sizes),
    ...(byName ? selection(section) : []),
    ...streamAccess(section, fleet, `tcp-request ${byName ? "content" : "connection"} reject`),
    ...rawFrontendLines(section, "content"),
    ...rawFrontendLines(section, "http"),
    ...rawFrontendLines(section, "routing"),
    ...backendRules(section),
    ...limitTables(section),
  ];
}

function selection(section: FrontendSection): ConfigBlock[] {
  const isFound = `{ var(${SERVICE}) -m found }`;
  const lines = [
    `tcp-request inspect-delay ${HELLO_DELAY}`,
    "tcp-request content reject unless { req.ssl_hello_type 1 }",
    "tcp-request content set-var(txn.host) req.ssl_sni,lower",
    config`tcp-request content set-var(${SERVICE}) ${lookUpService(section)}`,
    // Even if there is no server name to look up.
    section.fallback === undefined
      ? `tcp-request content reject unless ${isFound}`
      : `tcp-request content set-var(${SERVICE}) str(${section.fallback.name}) unless ${isFound}`,
  ];
  const causes = section.entries.map(({ service }) => service.tree);
  return part(`frontend ${section.name}`, "service by server name", lines, causes);
}

function backendRules(section: FrontendSection): ConfigBlock[] {
  const name = `frontend ${section.name}`;
  const routes = section.entries.flatMap(({ service, frontend: { backend, tree } }) =>
    backend === undefined ? [] : [{ service, backend: backendName(service, backend), causes: [tree] }],
  );
  if (section.sharers === 1) {
    return routes.flatMap(({ backend, causes }) => part(name, "backend", [`default_backend ${backend}`], causes));
  }
  const blocks = routes.map(({ service, backend, causes }) =>
    block(service.name, [`${routeKey(service, "/")} ${backend}`], causes),
  );
  return part(name, "backend", [config`use_backend %[${lookUp(section, "routes", `${SERVICE},/`, blocks)}]`], []);
}

/** Refuses clients that the access of a service or its frontend blocks. */
function streamAccess(section: FrontendSection, fleet: Fleet, rule: string): ConfigBlock[] {
  return section.entries.flatMap(({ service, frontend }) => {
    const about = scope(section, service);
    const accesses = [service.access, ...(frontend.access === undefined ? [] : [frontend.access])];
    const lines = accesses.flatMap((access) =>
      refusals(access, section.addresses, fleet).map((refused) => when(rule, [...about, refused])),
    );
    return part(
      `frontend ${section.name}`,
      `${service.name}: access`,
      lines,
      accesses.map(({ tree }) => tree),
    );
  });
}
