import { PLUGIN_FOLDER } from "../../src/checks/to-plugin.ts";
import { hasFile, type LabDaemon, type LabFile, type LabHost, labFile } from "../../src/contract/lab-daemon.ts";
import { checks, LIVESTATUS } from "./lab-checks.ts";
import { notifications, RECEIVERS } from "./lab-notifications.ts";

const CONFIG = "etc/icinga2/intentlb/icinga2.conf";
const PID_FILE = "/run/icinga2/icinga2.pid";

/** Replaces Debian's: it includes the generated file after its features. */
const MAIN = "etc/icinga2/icinga2.conf";

/** Like a host with Debian's configuration; whoever is notified is recorded. A socket reports states of checks. */
const MAIN_TEXT = `object CheckerComponent "checker" {}
object NotificationComponent "notification" {}
object LivestatusListener "livestatus" { socket_path = "${LIVESTATUS}" }
include "/${CONFIG}"
`;

const CERTIFICATES = "var/lib/icinga2/certs";
/** Authorities that Debian's programs trust. */
const TRUSTED = "etc/ssl/certs/ca-certificates.crt";

/** Port of its API for agents and monitoring hosts: 5665, as in `/proc/net/tcp`. */
const LISTENS = "grep -q ':1621 0*:0000 0A' /proc/net/tcp /proc/net/tcp6";

/** Polls until it has read its files: more for each KiB. */
function triesFor(files: readonly LabFile[]): number {
  return 1000 + Math.ceil(files.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1024);
}

/** Runs in the background; its log says why it does not listen. */
export const lab: LabDaemon = {
  name: "icinga2",
  phase: "monitoring",
  programs: [
    { program: "icinga2", debian: "icinga2-bin" },
    { program: `${PLUGIN_FOLDER}/check_dig`, debian: "monitoring-plugins" },
    { program: "dig", debian: "bind9-dnsutils" },
  ],
  identity: true,
  files: hostFiles,
  runs: hasFile(CONFIG),
  folders: [
    "/run/icinga2",
    "/var/cache/icinga2",
    "/var/cache/icinga2/spool",
    "/var/lib/icinga2",
    "/var/log/icinga2",
  ].map((path) => ({ path, owner: "nagios:nagios", mode: "0750" })),
  start: (files) => [
    // As the generator's README says: it may read BIRD's socket.
    "usermod -aG bird nagios 2>/dev/null || :",
    // Debian 13's ping has no privileges of its own: systemd allows all groups to ping, but there is no systemd here.
    'gid=$(id -g nagios); echo "$gid $gid" >/proc/sys/net/ipv4/ping_group_range 2>/dev/null || :',
    `rm -f ${PID_FILE}`,
    // Icinga 2.14 cannot daemonize without a terminal and an init.
    `icinga2 daemon -D Configuration.SpoolDir=/var/cache/icinga2/spool </dev/null >/var/log/icinga2/start.log 2>&1 &`,
    `tries=0; until ${LISTENS}; do [ $((tries += 1)) -lt ${triesFor(files)} ] && kill -0 $! || { cat /var/log/icinga2/* >&2; exit 1; }; sleep 0.05; done`,
  ],
  pidFile: PID_FILE,
  checks,
  notifications,
};

/** Its main file, and its node's certificate. */
function hostFiles({ name, authority, identity }: LabHost): LabFile[] {
  if (identity === undefined) return [];
  const certificate = labFile(`${CERTIFICATES}/${name}.crt`, identity);
  const key = labFile(`${CERTIFICATES}/${name}.key`, identity.slice(identity.indexOf("-----BEGIN PRIVATE KEY")), 0o600);
  const files = [labFile(MAIN, MAIN_TEXT), certificate, key, labFile(`${CERTIFICATES}/ca.crt`, authority)];
  return [
    ...files.map((file) => ({ ...file, owner: "nagios:nagios" })),
    // The lab's authority is the only one that its certificate checks trust.
    labFile(TRUSTED, authority),
    ...RECEIVERS,
  ];
}
