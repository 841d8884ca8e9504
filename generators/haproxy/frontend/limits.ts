import type { Fleet } from "../../../src/contract/fleet.ts";
import { at } from "../../../src/contract/origin.ts";
import { type ConfigBlock, type ConfigText, openSection, part, when } from "../config-text.ts";
import { connectionsTable, requestsTable } from "../names.ts";
import { time } from "../quote.ts";
import type { FrontendSection, ServiceFrontend } from "./frontend-sections.ts";
import { scope } from "./scope.ts";
import { outside, type SourceList, writtenRefs } from "./sources.ts";

/** With IPv6 one customer has a /64 (RFC 6177), so that counts as one source. */
const SOURCE = "src,ipmask(32,64)";

/** Entries of a table; each takes about 100 bytes. */
const SIZE = "200k";

/** `maxconn` of a frontend section, if connections are limited. Services that share it agree. */
export function maxConnections(section: FrontendSection): number | undefined {
  return section.entries.map(({ frontend }) => frontend.limits?.connections).find((limit) => limit !== undefined);
}

/**
 * Counts connections per source from the start, and rejects too many. An HTTP client gets 429 once it has sent a
 * request; a client that never finishes its request is rejected at twice the limit. Services that share the section
 * agree.
 */
export function connectionLimitLines(section: FrontendSection, fleet: Fleet): ConfigBlock[] {
  const limited = section.entries.find(({ frontend }) => frontend.limits?.connectionsPerSource !== undefined);
  const limit = limited?.frontend.limits?.connectionsPerSource;
  if (limited === undefined || limit === undefined) return [];
  const table = connectionsTable(section.name);
  const over = `{ sc0_conn_cur(${table}) gt ${section.protocol === "http" ? 2 * limit : limit} }`;
  const lines = [
    `tcp-request connection track-sc0 ${SOURCE} table ${table}`,
    ...counted(limited, section, fleet).map((who) => when("tcp-request connection reject", [over, ...who])),
  ];
  return part(`frontend ${section.name}`, "connections per source", lines, [at(limited.frontend, "limits")]);
}

/** 429 for a source with too many connections or requests. */
export function httpLimitLines(section: FrontendSection, fleet: Fleet): ConfigBlock[] {
  return section.entries.flatMap((entry) => {
    const { service, frontend } = entry;
    const { limits } = frontend;
    if (limits === undefined) return [];
    const about = scope(section, service);
    const clients = counted(entry, section, fleet).map((who) => [...about, ...who]);
    const lines: ConfigText[] = [];
    if (limits.connectionsPerSource !== undefined) {
      const over = `{ sc0_conn_cur(${connectionsTable(section.name)}) gt ${limits.connectionsPerSource} }`;
      lines.push(...clients.map((who) => when("http-request deny deny_status 429", [...who, over])));
    }
    if (limits.requestsPerSource !== undefined) {
      const table = requestsTable(service, frontend);
      const over = `{ sc1_http_req_rate(${table}) gt ${limits.requestsPerSource.count} }`;
      lines.push(...clients.map((who) => when(`http-request track-sc1 ${SOURCE} table ${table}`, who)));
      lines.push(when("http-request deny deny_status 429", [...about, over]));
    }
    return part(`frontend ${section.name}`, `${service.name}: limits`, lines, [at(frontend, "limits")]);
  });
}

/** Sections with the tables. Each load balancer counts separately: peers would overwrite counts, not add them. */
export function limitTables(section: FrontendSection): ConfigBlock[] {
  const connections = section.entries.filter(({ frontend }) => frontend.limits?.connectionsPerSource !== undefined);
  const tables = section.entries.flatMap(({ service, frontend }) => {
    const rate = frontend.limits?.requestsPerSource;
    if (rate === undefined) return [];
    const period = time(rate.period);
    const lines = [`stick-table type ipv6 size ${SIZE} expire ${period} store http_req_rate(${period})`];
    return [openSection(`backend ${requestsTable(service, frontend)} from tcp`, lines, [at(frontend, "limits")])];
  });
  if (connections.length === 0) return tables;
  const causes = connections.map(({ frontend }) => at(frontend, "limits"));
  const lines = [`stick-table type ipv6 size ${SIZE} expire 1m store conn_cur`];
  return [openSection(`backend ${connectionsTable(section.name)} from tcp`, lines, causes), ...tables];
}

/** Conditions for the sources that a limit counts; each gets a rule. */
function counted({ frontend }: ServiceFrontend, section: FrontendSection, fleet: Fleet): ConfigText[][] {
  const prefixes = frontend.limits?.except;
  if (prefixes === undefined || prefixes.ipv4.length + prefixes.ipv6.length === 0) return [[]];
  const tree = at(frontend, "limits", "except");
  const list: SourceList = { prefixes, refs: writtenRefs(tree), tree };
  return outside(list, section.addresses, fleet).map((condition) => [condition]);
}
