import { block } from "../../../src/contract/block.ts";
import type { Fleet } from "../../../src/contract/fleet.ts";
import { type ConfigBlock, config, listName, part, when } from "../config-text.ts";
import { backendName, mapPath } from "../names.ts";
import type { Sizes } from "../process/sizing.ts";
import { field } from "../quote.ts";
import { rawFrontendLines } from "../raw/raw-lines.ts";
import { frontendHead } from "./frontend-head.ts";
import { limitTables } from "./limits.ts";
import type { Listener } from "./listeners.ts";
import { SERVICE, scope } from "./scope.ts";
import { refusals } from "./sources.ts";

/** Until the handshake's first message has come. */
const HELLO_DELAY = "5s";

/** A frontend that passes the stream on: one service, or several told apart by the server name of their handshake. */
export function printStreamFrontend(listener: Listener, fleet: Fleet, sizes: Sizes): ConfigBlock[] {
  const byName = listener.protocol === "tls" && listener.entries.some(({ service }) => service.hostnames.length > 0);
  return [
    ...frontendHead(listener, fleet, sizes),
    ...(byName ? byServerName(listener, fleet) : bySolePort(listener, fleet)),
    ...limitTables(listener),
  ];
}

function bySolePort(listener: Listener, fleet: Fleet): ConfigBlock[] {
  const name = `frontend ${listener.name}`;
  const { service, frontend } = listener.entries[0];
  const { backend } = frontend;
  return [
    ...streamAccess(listener, fleet, "tcp-request connection reject"),
    ...rawFrontendLines(listener, "content"),
    ...rawFrontendLines(listener, "http"),
    ...rawFrontendLines(listener, "routing"),
    ...(backend === undefined
      ? []
      : part(name, "backend", [`default_backend ${backendName(service, backend)}`], [frontend.tree])),
  ];
}

function byServerName(listener: Listener, fleet: Fleet): ConfigBlock[] {
  const name = `frontend ${listener.name}`;
  const hosts = listName(
    mapPath(listener.name, "hosts"),
    listener.entries.flatMap(({ service }) =>
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
  const backends = listName(
    mapPath(listener.name, "backends"),
    listener.entries.flatMap(({ service, frontend }) =>
      frontend.backend === undefined
        ? []
        : [block(service.name, [`${field(service.name)} ${backendName(service, frontend.backend)}`], [frontend.tree])],
    ),
  );
  const isFound = `{ var(${SERVICE}) -m found }`;
  const select = [
    `tcp-request inspect-delay ${HELLO_DELAY}`,
    "tcp-request content reject unless { req.ssl_hello_type 1 }",
    config`tcp-request content set-var(${SERVICE}) req.ssl_sni,lower,map_str(${hosts})`,
    // Also where there is no server name to look up.
    listener.fallback === undefined
      ? `tcp-request content reject unless ${isFound}`
      : `tcp-request content set-var(${SERVICE}) str(${listener.fallback.name}) unless ${isFound}`,
  ];
  return [
    ...part(
      name,
      "service by server name",
      select,
      listener.entries.map(({ service }) => service.tree),
    ),
    ...streamAccess(listener, fleet, "tcp-request content reject"),
    ...rawFrontendLines(listener, "content"),
    ...rawFrontendLines(listener, "http"),
    ...rawFrontendLines(listener, "routing"),
    ...part(name, "backend", [config`use_backend %[var(${SERVICE}),map_str(${backends})]`], []),
  ];
}

/** Refuses whom the access of a service or its frontend keeps out. */
function streamAccess(listener: Listener, fleet: Fleet, rule: string): ConfigBlock[] {
  return listener.entries.flatMap(({ service, frontend }) => {
    const about = scope(listener, service);
    const accesses = [service.access, ...(frontend.access === undefined ? [] : [frontend.access])];
    const lines = accesses.flatMap((access) =>
      refusals(access, listener.addresses, fleet).map((refused) => when(rule, [...about, refused])),
    );
    return part(
      `frontend ${listener.name}`,
      `${service.name}: access`,
      lines,
      accesses.map(({ tree }) => tree),
    );
  });
}
