import { FIRST_CHECKS, hasFile, type LabDaemon, labFile, textOf } from "../../src/contract/lab-daemon.ts";
import { askSocket } from "./admin-socket.ts";
import { reloadLines } from "./lab-reload.ts";
import { STATISTICS_PORT } from "./process/statistics.ts";
import { readServers, SHOW_SERVERS } from "./read-servers.ts";
import { readStreams, SHOW_STREAMS } from "./read-streams.ts";

const CONFIG = "etc/haproxy/haproxy.cfg";
const PID_FILE = "/run/haproxy.pid";

const SYSTEM_AUTHORITY = "etc/ssl/certs/intentlb-lab.pem";

/**
 * Connections at once. The number in the file is for a whole machine, and needs more open files than a plain user may
 * have; haproxy(1), `-n`.
 */
const CONNECTIONS = 2000;

/** Read after the generated file when the lab starts. */
const EARLY = "etc/haproxy/intentlb-lab.cfg";

/**
 * HAProxy spreads the first checks of its servers over the interval. It may spread them less: by a second, or a millisecond for
 * each server. All later checks are as generated.
 */
function earlyChecks(config: string): string {
  const servers = config.match(/^ +server /gm)?.length ?? 0;
  return `global\n    max-spread-checks ${Math.max(FIRST_CHECKS, servers)}ms\n`;
}

/** Master and workers; the command returns when all sockets listen. */
export const lab: LabDaemon = {
  name: "haproxy",
  phase: "servers",
  programs: [{ program: "haproxy", debian: "haproxy" }],
  runs: hasFile(CONFIG),
  // The lab's authority is one of those that the system trusts, as it trusts public ones.
  files: ({ authority, generated }) => [
    labFile(SYSTEM_AUTHORITY, authority),
    labFile(EARLY, earlyChecks(textOf(generated, CONFIG) ?? "")),
  ],
  folders: [
    { path: "/run/haproxy", owner: "haproxy:haproxy", mode: "2775" },
    { path: "/var/lib/haproxy", owner: "root:root", mode: "0755" },
  ],
  start: (_, isFirst) => {
    const early = isFirst ? ` -f /${EARLY}` : "";
    return [`haproxy -W -D -f /${CONFIG}${early} -n ${CONNECTIONS} -p ${PID_FILE}`];
  },
  pidFile: PID_FILE,
  reload: reloadLines(`/${CONFIG}`, PID_FILE),
  guards: { ownPorts: [STATISTICS_PORT] },
  forget: (files) => {
    const tables = (textOf(files, CONFIG) ?? "").match(/(?<=^backend )per-source:\S+/gm) ?? [];
    return tables.length === 0 ? undefined : askSocket(tables.map((table) => `clear table ${table}`));
  },
  servers: { show: SHOW_SERVERS, read: readServers },
  streams: { show: SHOW_STREAMS, read: readStreams },
};
