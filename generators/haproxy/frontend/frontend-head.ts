import type { Fleet, Timeouts } from "../../../src/contract/fleet.ts";
import { at } from "../../../src/contract/origin.ts";
import { find, type Tree } from "../../../src/contract/tree.ts";
import { type ConfigBlock, openSection, part, when } from "../config-text.ts";
import type { Sizes } from "../process/sizing.ts";
import { time } from "../quote.ts";
import { rawFrontendLines } from "../raw/raw-lines.ts";
import { bindLines } from "./bind-lines.ts";
import { clientTimeout } from "./client-timeouts.ts";
import type { FrontendSection } from "./frontend-sections.ts";
import { connectionLimitLines, maxConnections } from "./limits.ts";
import { inside, writtenRefs } from "./sources.ts";

/** HTTP timeouts that HAProxy has once per frontend. Services that share it agree. */
const TIMEOUTS = [
  ["http_request", "http-request"],
  ["http_keep_alive", "http-keep-alive"],
] as const;

/** The beginning of every frontend: where it listens, timeouts, limits, and who is blocked before anything is read. */
export function frontendHead(section: FrontendSection, fleet: Fleet, { single }: Sizes): ConfigBlock[] {
  const http = section.protocol === "http";
  const client = clientTimeout(section);
  const lines = [
    ...bindLines(section),
    ...(client === undefined ? [] : [`timeout client ${time(client)}`]),
    ...(http ? TIMEOUTS : []).flatMap(([key, word]) => {
      const milliseconds = firstTimeout(section, key);
      return milliseconds === undefined ? [] : [`timeout ${word} ${time(milliseconds)}`];
    }),
    `maxconn ${maxConnections(section) ?? single}`,
  ];
  const name = `frontend ${section.name}`;
  const causes = [section.vip.tree, ...section.entries.map(({ frontend }) => frontend.tree), ...timeoutCauses(section)];
  return [
    openSection(`${name} from ${http ? "http" : "tcp"}`, lines, causes, name),
    ...rawFrontendLines(section, "settings"),
    ...blockedRules(section, fleet),
    ...connectionLimitLines(section, fleet),
    ...rawFrontendLines(section, "connection"),
    ...certificateRule(section),
  ];
}

/** HAProxy would resume a session here that began at another frontend without a certificate, and not request one again. */
function certificateRule(section: FrontendSection): ConfigBlock[] {
  const demands = section.entries.filter(({ frontend }) => {
    const clients = frontend.spec.tls?.client_certificates;
    return clients !== undefined && clients.required !== false;
  });
  if (!section.tls || demands.length === 0) return [];
  const causes = demands.map(({ frontend }) => at(frontend, "tls", "client_certificates"));
  const lines = ["tcp-request session reject unless { ssl_c_used }"];
  return part(`frontend ${section.name}`, "no TLS session resumed without a client certificate", lines, causes);
}

function firstTimeout(section: FrontendSection, key: keyof Timeouts): number | undefined {
  return section.entries.map(({ service }) => service.timeouts[key]).find((timeout) => timeout !== undefined);
}

/** Values of the timeouts that the frontend has, each from the first service that sets it so. */
function timeoutCauses(section: FrontendSection): Tree[] {
  const chosen = [
    ["client", clientTimeout(section)] as const,
    ...TIMEOUTS.map(([key]) => [key, firstTimeout(section, key)] as const),
  ];
  return chosen.flatMap(([key, milliseconds]) => {
    const owner = section.entries.find(({ service }) => service.timeouts[key] === milliseconds);
    return milliseconds === undefined || owner === undefined ? [] : (find(owner.service.tree, ["timeouts", key]) ?? []);
  });
}

function blockedRules(section: FrontendSection, fleet: Fleet): ConfigBlock[] {
  if (fleet.blocked.ipv4.length + fleet.blocked.ipv6.length === 0) return [];
  const tree = at(fleet, "blocked");
  const list = { prefixes: fleet.blocked, refs: writtenRefs(tree), tree };
  const lines = inside(list, section.addresses, fleet).map((blocked) =>
    when("tcp-request connection reject", [blocked]),
  );
  return part(`frontend ${section.name}`, "blocked", lines, [tree]);
}
