import { isUnder } from "../../fleet/paths.ts";

/** Files and folders below which generators write: nothing else has a place there. A test holds it against golden trees. */
const OWN = [
  "/etc/apache2/conf-enabled/zz-intentlb.conf",
  "/etc/apache2/intentlb",
  "/etc/apache2/mods-enabled",
  "/etc/apache2/ports.conf",
  "/etc/bird",
  "/etc/haproxy/acl",
  "/etc/haproxy/crt-list",
  "/etc/haproxy/errors",
  "/etc/haproxy/haproxy.cfg",
  "/etc/haproxy/maps",
  "/etc/icinga2/icinga2.conf",
  "/etc/icinga2/intentlb",
  "/etc/intentlb",
  "/etc/nftables.d",
  "/etc/sysctl.d",
  "/etc/systemd",
  "/etc/tmpfiles.d",
  "/usr/local/lib/intentlb",
  "/usr/local/sbin/intentlb-firewall",
];

/** Whether a path on a node is that of a file that is generated, or lies in a folder of such files. */
export function isOwnFile(path: string): boolean {
  return OWN.some((own) => isUnder(path, own));
}
