import type { Backend, Fleet, Member, Service } from "../../../src/contract/fleet.ts";
import { backupsOf, movesSessions } from "../../../src/fleet/backups.ts";
import { type ConfigBlock, config, fileName, openSection, part } from "../config-text.ts";
import { backendName, errorPath } from "../names.ts";
import { endpoint, quote, time } from "../quote.ts";
import type { HaproxyCheck } from "./check-to-haproxy.ts";
import { errorPage } from "./error-page.ts";
import { checkLines, connectionWords } from "./member-check.ts";
import { persistenceLines } from "./persistence.ts";
import { memberTlsWords, serverNameLines } from "./server-name.ts";
import { isTakenOut, type SharedCheck, trackedName } from "./shared-checks.ts";
import type { ServiceBackend } from "./used-backends.ts";

/**
 * Load balancing (Configuration Manual 2.6, 4.2 "balance"). `hash-type consistent` moves few clients when a member goes
 * away, and lets members be added at run time.
 */
const ALGORITHMS: Readonly<Record<Backend["algorithm"], readonly string[]>> = {
  "round-robin": ["balance roundrobin"],
  "least-connections": ["balance leastconn"],
  source: ["balance source", "hash-type consistent"],
  uri: ["balance uri", "hash-type consistent"],
  first: ["balance first"],
  random: ["balance random"],
};

const TIMEOUTS = ["connect", "server", "queue", "tunnel"] as const;

/** Types worth compressing; images and archives already are. */
const COMPRESSED =
  "text/html text/plain text/css text/xml application/json application/javascript application/xml image/svg+xml";

/**
 * Each connection to a member serves one client only (Configuration Manual 2.6, 4.2 "http-reuse"): HAProxy would notice
 * that a connection is authenticated only by a 401. The client's next request uses it too.
 */
const OWN_CONNECTIONS = ["http-reuse never", "option prefer-last-server"];

/**
 * Keywords of all members if sessions move at once: those to a member end when it fails, and those to backups end when
 * another member is back (Configuration Manual 2.6, 5.2 "on-marked-down", "on-marked-up").
 */
const MOVES_SESSIONS = ["on-marked-down shutdown-sessions", "on-marked-up shutdown-backup-sessions"];

/** For a backend whose members another one checks. */
const NO_CHECK: HaproxyCheck = { ok: { backend: [], server: [] } };

/**
 * A backend section: load balancing, what members are told about the client, health checks, and the members.
 *
 * @param shared the check that another backend runs for this one
 */
export function printBackend(
  { service, backend }: ServiceBackend,
  fleet: Fleet,
  shared: SharedCheck | undefined,
): ConfigBlock[] {
  const name = `backend ${backendName(service, backend)}`;
  const { spec } = backend;
  const http = backend.protocol === "http";
  const check = shared === undefined ? checkLines(service, backend) : NO_CHECK;
  const page = fleet.files.get(spec.maintenance_page ?? "");
  const pagePath = errorPath(backendName(service, backend), 503);
  const lines = [
    ...ALGORITHMS[backend.algorithm],
    // All backups serve at the same time, if configured.
    ...(backupsOf(backend).serving.length > 1 ? ["option allbackups"] : []),
    ...(spec.connections === "per-client" ? OWN_CONNECTIONS : []),
    ...persistenceLines(service, backend),
    ...TIMEOUTS.flatMap((key) => {
      const milliseconds = service.timeouts[key];
      return milliseconds === undefined ? [] : [`timeout ${key} ${time(milliseconds)}`];
    }),
    ...serverNameLines(service, backend),
    ...(http && backend.clientAddress === "header" ? ["http-request set-header X-Forwarded-For %[src]"] : []),
    ...(spec.compression === true ? ["compression algo gzip", `compression type ${COMPRESSED}`] : []),
    ...(page === undefined ? [] : [config`errorfile 503 ${fileName(pagePath, errorPage(backend, page))}`]),
    ...("ok" in check ? check.ok.backend : []),
  ];
  const words = defaultWords(service, backend, check);
  return [
    openSection(`${name} from ${http ? "http" : "tcp"}`, lines, [backend.tree, service.tree], name),
    ...part(name, "lines from the catalog", spec.haproxy ?? [], [backend.tree]),
    ...part(
      name,
      "members",
      [
        ...(words.length === 0 ? [] : [`default-server ${words.join(" ")}`]),
        ...backend.members.map((member) =>
          [serverLine(service, backend, member, check, fleet), ...trackWords(member, shared)].join(" "),
        ),
      ],
      [backend.tree, ...backend.members.map((member) => member.tree)],
    ),
  ];
}

function trackWords(member: Member, shared: SharedCheck | undefined): string[] {
  return shared === undefined ? [] : [`track ${shared.name}/${trackedName(member)}`];
}

/** Keywords that all members of a backend have. */
function defaultWords(service: Service, backend: Backend, check: HaproxyCheck): string[] {
  const { spec } = backend;
  return [
    ...(spec.member_connections === undefined ? [] : [`maxconn ${spec.member_connections}`]),
    ...connectionWords(service, backend),
    ...("ok" in check ? check.ok.server : []),
    ...(movesSessions(backend) ? MOVES_SESSIONS : []),
  ];
}

function serverLine(service: Service, backend: Backend, member: Member, check: HaproxyCheck, fleet: Fleet): string {
  const address = member.node.addresses[fleet.memberFamily]?.address;
  if (address === undefined) throw new Error(`${member.node.name} has no ${fleet.memberFamily} address`);
  const cookie = backend.spec.persistence?.by === "cookie" ? [`cookie ${quote(member.name)}`] : [];
  return [
    `server ${member.name} ${endpoint(address, member.port)}`,
    // A weight of 0 takes no new clients and keeps those that belong to it.
    `weight ${member.state === "draining" ? 0 : member.weight}`,
    ...cookie,
    ...memberTlsWords(backend, member, "ok" in check && check.ok.server.includes("check-ssl")),
    ...(member.backup ? ["backup"] : []),
    ...(isTakenOut(service, member) ? ["disabled"] : []),
  ].join(" ");
}
