import type { Family, Node, Service, Vip } from "../../src/contract/fleet.ts";

// Names in the catalog consist of letters, digits and `- _ .`, which Icinga accepts everywhere; ours are joined by
// colons, which no name in the catalog contains, so different things never share a name. Icinga itself joins host and
// service by `!`. Paths are the only free text: percent-encoded in names.

const FOLDER = "etc/icinga2/intentlb";
export const CONFIG_PATH = `${FOLDER}/icinga2.conf`;
export const filePath = (name: string): string => `${FOLDER}/${name}.conf`;

/** Where Icinga expects its own certificates (`ApiListener`, from 2.8 on). */
export const CERTIFICATES = "/var/lib/icinga2/certs";

/** Our own programs that agents run. */
export const PROGRAMS = "usr/local/lib/intentlb";

/** The site's program that calls a pager; see README.md. */
export const PAGE_PROGRAM = "/etc/icinga2/scripts/page";

/** Debian's scripts from the package icinga2-common. */
export const MAIL_HOST = "/etc/icinga2/scripts/mail-host-notification.sh";
export const MAIL_SERVICE = "/etc/icinga2/scripts/mail-service-notification.sh";

/** Zone of the monitoring hosts. */
export const MASTER_ZONE = "master";

/** Zone of an agent: the node's name, unless that is the name of the monitoring hosts' zone. */
export function zoneName({ name }: Node): string {
  return name === MASTER_ZONE ? `${MASTER_ZONE}:` : name;
}

/** `vip:web`, or `service:www` if a service defines its VIP in place. */
export function vipName(vip: Vip, first: Service): string {
  return vip.name === undefined ? `service:${first.name}` : `vip:${vip.name}`;
}

/** Host of a VIP in one family: `vip:web:ipv4`. */
export function vipHost(name: string, family: Family): string {
  return `${name}:${family}`;
}

/** A path or other free text as a part of a name: everything but letters, digits and `- _ .` is encoded, such as `%2F`. */
export function encodePart(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9._-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    })
    .join("");
}
