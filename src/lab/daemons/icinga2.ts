import { hasFile, type LabDaemon } from "../../contract/lab-daemon.ts";

const CONFIG = "etc/icinga2/intentlb/icinga2.conf";
const PID_FILE = "/run/icinga2/icinga2.pid";

/** Beside Debian's: it includes the generated file after its features, without that which tells people. */
export const ICINGA2_MAIN = "etc/icinga2/intentlb-lab.conf";

/** As a host with Debian's configuration would: checks are asked, nobody is told. Their states stand in a file. */
export const ICINGA2_MAIN_TEXT = `object CheckerComponent "checker" {}
object StatusDataWriter "status" { update_interval = 5s }
include "/${CONFIG}"
`;

/** Where its API listens, by agents and monitoring hosts: 5665, as `/proc/net/tcp` writes it. */
const LISTENS = "grep -q ':1621 0*:0000 0A' /proc/net/tcp /proc/net/tcp6";

/** Works in the background; its log says why it does not listen. */
export const icinga2: LabDaemon = {
  name: "icinga2",
  runs: hasFile(CONFIG),
  folders: [
    "/run/icinga2",
    "/var/cache/icinga2",
    "/var/cache/icinga2/spool",
    "/var/lib/icinga2",
    "/var/log/icinga2",
  ].map((path) => ({ path, owner: "nagios:nagios", mode: "0750" })),
  start: () => [
    // As its generator's README tells: it may read BIRD's socket.
    "usermod -aG bird nagios 2>/dev/null || :",
    `rm -f ${PID_FILE}`,
    `icinga2 daemon -d -c /${ICINGA2_MAIN} -D Configuration.SpoolDir=/var/cache/icinga2/spool >/var/log/icinga2/start.log 2>&1 || { cat /var/log/icinga2/start.log >&2; exit 1; }`,
    `tries=0; until ${LISTENS}; do [ $((tries += 1)) -lt 1000 ] || { cat /var/log/icinga2/* >&2; exit 1; }; sleep 0.05; done`,
  ],
  pidFile: PID_FILE,
};
