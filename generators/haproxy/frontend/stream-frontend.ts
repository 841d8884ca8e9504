import { block } from "../../../src/contract/block.ts";
import type { Fleet } from "../../../src/contract/fleet.ts";
import { type ConfigBlock, config, part, when } from "../config-text.ts";
import { routeKey } from "../http/http-paths.ts";
import { backendName } from "../names.ts";
import type { Sizes } from "../process/sizing.ts";
import { field } from "../quote.ts";
import { rawFrontendLines } from "../raw/raw-lines.ts";
import { frontendHead } from "./frontend-head.ts";
import type { FrontendSection } from "./frontend-sections.ts";
import { limitTables } from "./limits.ts";
import { lookUp } from "./look-up.ts";
import { SERVICE, scope } from "./scope.ts";
import { refusals } from "./sources.ts";

/** Until the first handshake message arrives. */
const HELLO_DELAY = "5s";

/** A frontend that passes the stream on: one service, or several distinguished by the server name of the handshake. */
export function printStreamFrontend(section: FrontendSection, fleet: Fleet, sizes: Sizes): ConfigBlock[] {
  const byName = section.protocol === "tls" && section.entries.some(({ service }) => service.hostnames.length > 0);
  return [
    ...frontendHead(section, fleet, sizes),
    ...(byName ? byServerName(section, fleet) : bySolePort(section, fleet)),
    ...limitTables(section),
  ];
}

function bySolePort(section: FrontendSection, fleet: Fleet): ConfigBlock[] {
  const name = `frontend ${section.name}`;
  const { service, frontend } = section.entries[0];
  const { backend } = frontend;
  return [
    ...streamAccess(section, fleet, "tcp-request connection reject"),
    ...rawFrontendLines(section, "content"),
    ...rawFrontendLines(section, "http"),
    ...rawFrontendLines(section, "routing"),
    ...(backend === undefined
      ? []
      : part(name, "backend", [`default_backend ${backendName(service, backend)}`], [frontend.tree])),
  ];
}

function byServerName(section: FrontendSection, fleet: Fleet): ConfigBlock[] {
  const name = `frontend ${section.name}`;
  const found = lookUp(
    section,
    "hosts",
    "txn.host",
    section.entries.flatMap(({ service }) =>
      service.hostnames.length === 0
        ? []
        : [
            block(
              service.name,
              service.hostnames.map((host) => `${field(host)} ${field(service.name)}`),
              [service.tree],
            ),
          ],
    ),
  );
  const backend = lookUp(
    section,
    "routes",
    `${SERVICE},/`,
    section.entries.flatMap(({ service, frontend }) =>
      frontend.backend === undefined
        ? []
        : [
            block(
              service.name,
              [`${routeKey(service, "/")} ${backendName(service, frontend.backend)}`],
              [frontend.tree],
            ),
          ],
    ),
  );
  const isFound = `{ var(${SERVICE}) -m found }`;
  const select = [
    `tcp-request inspect-delay ${HELLO_DELAY}`,
    "tcp-request content reject unless { req.ssl_hello_type 1 }",
    "tcp-request content set-var(txn.host) req.ssl_sni,lower",
    config`tcp-request content set-var(${SERVICE}) ${found}`,
    // Even if there is no server name to look up.
    section.fallback === undefined
      ? `tcp-request content reject unless ${isFound}`
      : `tcp-request content set-var(${SERVICE}) str(${section.fallback.name}) unless ${isFound}`,
  ];
  return [
    ...part(
      name,
      "service by server name",
      select,
      section.entries.map(({ service }) => service.tree),
    ),
    ...streamAccess(section, fleet, "tcp-request content reject"),
    ...rawFrontendLines(section, "content"),
    ...rawFrontendLines(section, "http"),
    ...rawFrontendLines(section, "routing"),
    ...part(name, "backend", [config`use_backend %[${backend}]`], []),
  ];
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
