import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";
import { listObjects, type Objects } from "./lab/list-objects.ts";

/** Objects of a service: remote checks, checks on its nodes and at its members, and what depends on them. */
interface Row {
  remote: number;
  local: number;
  members: number;
  dependencies: number;
  mails: number;
  pages: number;
}

describeWith(["icinga2", "openssl", "namespaces"], "Icinga's objects for campus", () => {
  let objects: Objects;

  beforeAll(() => {
    const { files } = compileText(readFolder(join(packageRoot, "examples/campus")));
    objects = listObjects(files, "mon1");
  });

  const names = (type: string): string[] => [...(objects.get(type)?.keys() ?? [])].sort();

  test("hosts are the nodes in use, and each VIP per family", () => {
    const hosts = names("Host");
    expect(hosts.filter((name) => !name.includes(":"))).toHaveLength(24);
    expect(hosts.filter((name) => name.includes(":"))).toEqual(
      [
        "service:api-partners",
        "vip:api",
        "vip:kerberos",
        "vip:ldap",
        "vip:mail",
        "vip:moodle",
        "vip:resolver",
        "vip:web",
      ].flatMap((vip) => [`${vip}:ipv4`, `${vip}:ipv6`]),
    );
  });

  test("services are checked remotely, on their nodes and at their members", () => {
    const found = [...rows(objects)].sort(([a], [b]) => (a < b ? -1 : 1));
    expect(found.map(([name, row]) => [name, ...Object.values(row)])).toEqual([
      // service, remote, local, members, dependencies (each waits for its host, agent or HAProxy), mails, pages
      // Its check is only a handshake, because it requires certificates. HAProxy reports whether it has members.
      ["api-partners", 4, 10, 2, 16, 16, 0],
      ["api-passthrough", 4, 6, 0, 10, 10, 0],
      ["imap", 4, 8, 2, 14, 14, 2],
      // Its command runs only on the servers, of which kdc3 is draining.
      ["kerberos", 4, 12, 0, 16, 16, 8],
      ["ldap", 6, 10, 6, 22, 22, 4],
      ["moodle", 8, 8, 2, 18, 18, 0],
      ["resolver", 6, 8, 0, 14, 14, 6],
      ["submission", 8, 16, 4, 28, 28, 4],
      ["www", 6, 8, 3, 17, 17, 0],
      ["www-archive", 4, 4, 3, 11, 11, 0],
      ["www-old-names", 6, 12, 0, 18, 0, 0],
      ["www-physics", 12, 12, 3, 27, 27, 0],
    ]);
  });

  test("nodes are checked for the daemons on them, and each session at one end", () => {
    const services = names("Service");
    expect(services.filter((name) => name.startsWith("web1!"))).toEqual([
      "web1!agent",
      "web1!www-archive:web:member",
      "web1!www-physics:web:member",
      "web1!www:web:member",
    ]);
    expect(services.filter((name) => /^(lb1|dns1)!(agent|haproxy|bgp:.*)$/.test(name))).toEqual([
      ...["agent", "bgp:rr1-v4", "bgp:rr1-v6", "bgp:rr2-v4", "bgp:rr2-v6"].map((name) => `dns1!${name}`),
      ...["agent", "bgp:rr1-v4", "bgp:rr1-v6", "bgp:rr2-v4", "bgp:rr2-v6", "haproxy"].map((name) => `lb1!${name}`),
    ]);
    const between = services.filter((name) => /!bgp:(lb|dns|kdc)/.test(name) || name === "rr2!bgp:rr1-v4");
    expect(between).toEqual([]);
  });

  test("services in testing have no notifications; services with paging page the team", () => {
    const notifications = names("Notification");
    expect(notifications.filter((name) => name.includes("www-old-names"))).toEqual([]);
    expect(notifications.filter((name) => name.startsWith("vip:ldap:ipv4!"))).toEqual([
      "vip:ldap:ipv4!ldap:ldap!mail",
      "vip:ldap:ipv4!ldap:ldap!page",
      "vip:ldap:ipv4!ldap:ldaps!mail",
      "vip:ldap:ipv4!ldap:ldaps!page",
      "vip:ldap:ipv4!ldap:ldaps:certificate!mail",
      "vip:ldap:ipv4!mail",
      "vip:ldap:ipv4!page",
    ]);
    // A count that waits for its checks is UNKNOWN, which sends no notification.
    const states = ["resolver:dns", "resolver::minimum:nodes"].map((check) =>
      objects.get("Notification")?.get(`vip:resolver:ipv4!${check}!mail`)?.get("states"),
    );
    expect(states).toEqual(['[ "OK", "Warning", "Critical", "Unknown" ]', '[ "OK", "Critical" ]']);
    expect(names("User")).toEqual(["idm", "mail", "network", "physics", "web"]);
  });
});

/** A row for each service of the catalog. */
function rows(objects: Objects): Map<string, Row> {
  const found = new Map<string, Row>();
  const rowOf = (check: string): Row | undefined => {
    const [service = "", next] = check.split(":");
    if (next === undefined || service === "bgp") return undefined;
    const row = found.get(service) ?? { remote: 0, local: 0, members: 0, dependencies: 0, mails: 0, pages: 0 };
    found.set(service, row);
    return row;
  };
  for (const name of objects.get("Service")?.keys() ?? []) {
    const [host = "", check = ""] = name.split("!");
    const row = rowOf(check);
    if (row === undefined) continue;
    if (host.includes(":")) row.remote++;
    else if (check.endsWith(":member")) row.members++;
    else row.local++;
  }
  for (const name of objects.get("Dependency")?.keys() ?? []) {
    const row = rowOf(name.split("!")[1] ?? "");
    if (row !== undefined) row.dependencies++;
  }
  for (const name of objects.get("Notification")?.keys() ?? []) {
    const [, check = "", how] = name.split("!");
    const row = how === undefined ? undefined : rowOf(check);
    if (row === undefined) continue;
    if (how === "page") row.pages++;
    else row.mails++;
  }
  return found;
}
