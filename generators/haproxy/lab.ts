import { hasFile, type LabDaemon, labFile } from "../../src/contract/lab-daemon.ts";
import { STATISTICS_PORT } from "./process/statistics.ts";
import { readServers, SHOW_SERVERS } from "./read-servers.ts";

const CONFIG = "etc/haproxy/haproxy.cfg";
const PID_FILE = "/run/haproxy.pid";

const SYSTEM_AUTHORITY = "etc/ssl/certs/intentlb-lab.pem";

/**
 * Connections at once. The number in the file is for a whole machine, and needs more open files than a plain user may
 * have; haproxy(1), `-n`.
 */
const CONNECTIONS = 2000;

/** Master and workers; the command returns when all sockets listen. */
export const lab: LabDaemon = {
  name: "haproxy",
  phase: "servers",
  programs: [{ program: "haproxy", debian: "haproxy" }],
  runs: hasFile(CONFIG),
  // The lab's authority is one of those that the system trusts, as it trusts public ones.
  files: ({ authority }) => [labFile(SYSTEM_AUTHORITY, authority)],
  folders: [
    { path: "/run/haproxy", owner: "haproxy:haproxy", mode: "2775" },
    { path: "/var/lib/haproxy", owner: "root:root", mode: "0755" },
  ],
  start: () => [`haproxy -W -D -f /${CONFIG} -n ${CONNECTIONS} -p ${PID_FILE}`],
  pidFile: PID_FILE,
  guards: { ownPorts: [STATISTICS_PORT] },
  servers: { show: SHOW_SERVERS, read: readServers },
};
