import { hasFile, type LabDaemon, type LabFile, type LabHost, labFile } from "../../src/contract/lab-daemon.ts";

const CONFIG = "etc/icinga2/intentlb/icinga2.conf";
const PID_FILE = "/run/icinga2/icinga2.pid";

/** In place of Debian's: it includes the generated file after its features, without that which tells people. */
const MAIN = "etc/icinga2/icinga2.conf";

/** As a host with Debian's configuration would: checks are asked, nobody is told. A socket tells their states. */
const MAIN_TEXT = `object CheckerComponent "checker" {}
object LivestatusListener "livestatus" { socket_path = "/run/icinga2/livestatus" }
include "/${CONFIG}"
`;

const CERTIFICATES = "var/lib/icinga2/certs";
/** Authorities that programs of Debian's trust. */
const TRUSTED = "etc/ssl/certs/ca-certificates.crt";

/** Where its API listens, by agents and monitoring hosts: 5665, as `/proc/net/tcp` writes it. */
const LISTENS = "grep -q ':1621 0*:0000 0A' /proc/net/tcp /proc/net/tcp6";

/** Works in the background; its log says why it does not listen. */
export const lab: LabDaemon = {
  name: "icinga2",
  phase: "monitoring",
  programs: [{ program: "icinga2", debian: "icinga2-bin" }],
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
  start: () => [
    // As its generator's README tells: it may read BIRD's socket.
    "usermod -aG bird nagios 2>/dev/null || :",
    // Debian 13's ping has no rights of its own: systemd lets all groups ping, and here nobody else does.
    'gid=$(id -g nagios); echo "$gid $gid" >/proc/sys/net/ipv4/ping_group_range 2>/dev/null || :',
    `rm -f ${PID_FILE}`,
    // Icinga 2.14 does not get to the background by itself where it has no terminal and no init.
    `icinga2 daemon -D Configuration.SpoolDir=/var/cache/icinga2/spool </dev/null >/var/log/icinga2/start.log 2>&1 &`,
    `tries=0; until ${LISTENS}; do [ $((tries += 1)) -lt 1000 ] && kill -0 $! || { cat /var/log/icinga2/* >&2; exit 1; }; sleep 0.05; done`,
  ],
  pidFile: PID_FILE,
};

/** Its main file, and the certificate that its node is known by. */
function hostFiles({ name, authority, identity }: LabHost): LabFile[] {
  if (identity === undefined) return [];
  const certificate = labFile(`${CERTIFICATES}/${name}.crt`, identity);
  const key = labFile(`${CERTIFICATES}/${name}.key`, identity.slice(identity.indexOf("-----BEGIN PRIVATE KEY")), 0o600);
  const files = [labFile(MAIN, MAIN_TEXT), certificate, key, labFile(`${CERTIFICATES}/ca.crt`, authority)];
  return [
    ...files.map((file) => ({ ...file, owner: "nagios:nagios" })),
    // The lab's authority is the only one that its checks of certificates trust.
    labFile(TRUSTED, authority),
  ];
}
