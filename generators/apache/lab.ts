import { hasFile, type LabDaemon } from "../../src/contract/lab-daemon.ts";
import { logs } from "./lab-logs.ts";
import { HEARD, readHeard } from "./lab-requests.ts";
import { siteFiles } from "./lab-sites.ts";

const SITES = "etc/apache2/conf-enabled/zz-intentlb.conf";
const PID_FILE = "/run/apache2/apache2.pid";
/** Sites of the machine that runs the lab are not part of the fleet. */
const FOREIGN = "/etc/apache2/sites-enabled";

/** It writes its PID once all its sockets listen; until then its log says why it does not. */
export const lab: LabDaemon = {
  name: "apache",
  phase: "servers",
  programs: [{ program: "apache2", debian: "apache2" }],
  runs: hasFile(SITES),
  serves: "http",
  files: siteFiles,
  folders: [
    { path: "/run/apache2", owner: "root:root", mode: "0755" },
    { path: "/run/lock/apache2", owner: "www-data:root", mode: "0755" },
    { path: "/var/log/apache2", owner: "root:adm", mode: "0750" },
  ],
  start: () => [
    `mountpoint -q ${FOREIGN} || mount -t tmpfs -o mode=755 machine ${FOREIGN}`,
    `rm -f ${PID_FILE}`,
    ". /etc/apache2/envvars",
    "apache2 -k start",
    `tries=0; until [ -s ${PID_FILE} ]; do [ $((tries += 1)) -lt 400 ] || { cat /var/log/apache2/error.log >&2; exit 1; }; sleep 0.02; done`,
  ],
  pidFile: PID_FILE,
  heard: { show: ["cat", HEARD], read: readHeard },
  logs,
};
