import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { haproxyFiles } from "../../../../test/support/check-haproxy.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";

const PATH = "etc/sysctl.d/60-intentlb-haproxy.conf";

/** Opens a connection to each of many addresses, and prints their source ports: the kernel begins its search at another port for each. */
const CONNECT = `
const { connect, createServer } = require("node:net");
const server = createServer().listen(80, "0.0.0.0", async () => {
  const ports = await Promise.all(Array.from({ length: 2000 }, (_, i) => new Promise((resolve, reject) => {
    const socket = connect(80, "127.0." + (i >> 8) + "." + (1 + i % 254), () => resolve(socket.localPort)).on("error", reject);
  })));
  console.log(JSON.stringify(ports));
  process.exit();
});`;

describeWith(["ip", "namespaces"], "source ports for connections to members", () => {
  test("source ports are from the configured range, and never a port that something listens on", () => {
    const file = sourcePorts("");
    const settings = file.match(/^net\..*$/gm)?.map((line) => line.split(" = ")) ?? [];
    expect(settings.map(([key]) => key)).toEqual(["net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports"]);
    expect(settings[1]?.[1]).toBe("20001,40000");
    const writes = settings.map(([key = "", value]) => `echo ${value} >/proc/sys/${key.replaceAll(".", "/")}`);
    // Every second port of 200, so that without the setting some would be hit.
    const more = Array.from({ length: 100 }, (_, i) => 10_240 + 2 * i).join(",");
    const script = [...writes, `echo ${settings[1]?.[1]},${more} >/proc/sys/net/ipv4/ip_local_reserved_ports`];
    const child = spawnSync(
      "unshare",
      ["-rn", "sh", "-ec", `ip link set lo up; ${script.join("; ")}; exec "$0" -e "$1"`, process.execPath, CONNECT],
      { encoding: "utf8" },
    );
    expect(child.stderr).toBe("");
    const ports: number[] = JSON.parse(child.stdout);
    expect(Math.min(...ports)).toBeGreaterThanOrEqual(10_240);
    expect(ports.some((port) => port < 32_768)).toBe(true);
    expect(ports.filter((port) => port < 10_440 && port % 2 === 0)).toEqual([]);
  });

  test("source ports are configured if one member may get more than 28,000 connections, for whatever reason", () => {
    expect(sourcePorts("member_connections: 28000, ")).toBe("");
    expect(sourcePorts("member_connections: 28001, ")).toContain("10240 65535");
    expect(sourcePorts("", "limits: {connections: 28000}, ")).toBe("");
    expect(sourcePorts("", "limits: {connections: 28001}, ")).toContain("10240 65535");
    expect(sourcePorts("member_connections: 15000, ", "", "tcp2")).toContain("10240 65535");
  });
});

/** The file for a catalog with these backends and frontends; "" if there is none. */
function sourcePorts(backend: string, frontend = "", second?: string): string {
  const service = (name: string, port: number) => `
  ${name}:
    extends: std/tcp
    vip: {ipv4: 192.0.2.${port % 100}}
    access: {from: [10.0.0.0/8]}
    balance: {by: haproxy, nodes: [lb1]}
    members: [one]
    frontends: {tcp: {${frontend}port: ${port}}}
    backends: {tcp: {${backend}port: 7000}}
`;
  const catalog = `
fleet: {name: ports, sites: [north], announce: [192.0.2.0/24], management: [10.1.99.0/24]}
nodes:
  lb1:
    site: north
    roles: [load-balancer]
    addresses: {ipv4: 10.1.1.11/24}
    ports: {exporter: {port: 40000, transport: tcp, from: [10.1.99.0/24]}}
  one: {site: north, roles: [server], addresses: {ipv4: 10.1.8.1/24}}
services:${service("tcp", 20_001)}${second === undefined ? "" : service(second, 20_002)}`;
  const compilation = compileText({ "catalog.yaml": catalog });
  expect(compilation.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  return haproxyFiles(compilation, "lb1").get(PATH) ?? "";
}
