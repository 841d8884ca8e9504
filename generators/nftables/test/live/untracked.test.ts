import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { type Lab, openLab } from "./lab.ts";

/** Queries in one family, each from a different port. */
const QUERIES = 20_000;

const FAMILIES = ["ipv4", "ipv6"] as const;
type Family = (typeof FAMILIES)[number];

const OWN = { ipv4: "10.1.13.1", ipv6: "2001:db8:1:d::1" };
const VIP = { ipv4: "192.0.2.53", ipv6: "2001:db8:53::53" };
const SOURCES = {
  campus: { ipv4: "10.9.0.1", ipv6: "2001:db8:9::1" },
  stranger: { ipv4: "198.51.100.1", ipv6: "2001:db8:f000::1" },
  blocked: { ipv4: "10.9.66.1", ipv6: "2001:db8:9:66::1" },
};

const CATALOG = `
fleet: {name: f, sites: [here], announce: [192.0.2.0/24, "2001:db8:53::/48"], management: [campus], blocked: [abusers]}
networks:
  campus: [10.0.0.0/8, "2001:db8:1::/48", "2001:db8:9::/48"]
  abusers: [10.9.66.0/24, "2001:db8:9:66::/64"]
groups: {servers: {}}
nodes:
  dns1: {site: here, roles: [anycast-server], groups: [servers], addresses: {ipv4: ${OWN.ipv4}/24, ipv6: "${OWN.ipv6}/64"}}
services:
  resolver:
    extends: std/dns-resolver
    vip: {ipv4: ${VIP.ipv4}, ipv6: "${VIP.ipv6}"}
    access: {from: [campus]}
    balance: {nodes: servers}
    health: {check: {query: uni.example}}
`;

/** A server on UDP port 53 of VIPs that answers with as many bytes as requested, or sends 1,400 elsewhere. */
const SERVER = `
const dgram = require("node:dgram");
Promise.all(process.argv.slice(1).map((address) => new Promise((done) => {
  const socket = dgram.createSocket(address.includes(":") ? "udp6" : "udp4");
  socket.on("error", () => {});
  socket.on("message", (message, from) => {
    const text = String(message).trim();
    if (/^\\d+$/.test(text)) socket.send(Buffer.alloc(Number(text)), from.port, from.address);
    else socket.send(Buffer.alloc(1400), 9, text);
  });
  socket.bind(53, address, done);
}))).then(() => console.log("ready"));
process.stdin.on("end", () => process.exit()).resume();
`;

/** Sends a number of queries, each from another port, not all at once; prints the number of answers of the right size. */
const CLIENT = `
const dgram = require("node:dgram");
const [from, to, count, question, size, patience] = process.argv.slice(1);
let answers = 0;
const ask = (port) => new Promise((done) => {
  const socket = dgram.createSocket(to.includes(":") ? "udp6" : "udp4");
  const end = (count) => { clearInterval(again); clearTimeout(timer); answers += count; socket.close(done); };
  const send = () => socket.send(question, 53, to);
  const again = setInterval(send, 1000);
  const timer = setTimeout(end, Number(patience), 0);
  socket.on("error", () => {});
  socket.on("message", (message) => end(message.length === Number(size) ? 1 : 0));
  socket.bind(port, from, send);
});
(async () => {
  for (let first = 0; first < count; first += 100) {
    const ports = Array.from({ length: Math.min(100, count - first) }, (_, index) => 20000 + first + index);
    await Promise.all(ports.map(ask));
  }
  console.log(answers);
})();
`;

describeWith(["nft", "ip", "namespaces"], "UDP at VIPs without conntrack", () => {
  let lab: Lab;

  beforeAll(async () => {
    const addresses = FAMILIES.flatMap((family) => Object.values(SOURCES).map((source) => source[family]));
    lab = await openLab({ server: [...Object.values(OWN), ...Object.values(VIP)], client: addresses });
    await lab.serve(SERVER, ...Object.values(VIP));
    lab.onServer("nft", ["-f", "-"], ruleset());
  });

  afterAll(() => lab.close());

  /** The number of queries that are answered. */
  function answered(source: keyof typeof SOURCES, family: Family, count: number, patience: number, size = 40): number {
    return client(lab.onClient, [SOURCES[source][family], VIP[family]], count, `${size}`, size, patience);
  }

  function client(
    on: Lab["onClient"],
    ends: readonly [from: string, to: string],
    ...rest: readonly (string | number)[]
  ): number {
    return Number(on(process.execPath, ["-e", CLIENT, ...ends, ...rest.map(String)]));
  }

  function entries(): number {
    return Number(lab.onServer("cat", ["/proc/sys/net/netfilter/nf_conntrack_count"]));
  }

  test.each(FAMILIES)("many clients leave no conntrack entry: %s", (family) => {
    expect(answered("campus", family, QUERIES, PATIENCE)).toBe(QUERIES);
    expect(entries()).toBe(0);
  });

  test.each(FAMILIES)("only sources that the catalog allows get answers: %s", (family) => {
    expect([answered("stranger", family, 3, 1500), answered("blocked", family, 3, 1500)]).toEqual([0, 0]);
    expect(answered("campus", family, 3, PATIENCE)).toBe(3);
    expect(entries()).toBe(0);
  });

  test.each(FAMILIES)("datagrams may be larger than a packet, in both directions: %s", (family) => {
    expect(answered("campus", family, 3, PATIENCE, 4000)).toBe(3);
    const question = `40${" ".repeat(3998)}`;
    expect(client(lab.onClient, [SOURCES.campus[family], VIP[family]], 3, question, 40, PATIENCE)).toBe(3);
    expect(entries()).toBe(0);
  });

  test.each(FAMILIES)("the node can query its own VIP, like its health daemon: %s", (family) => {
    for (const from of [VIP[family], OWN[family]]) {
      expect(client(lab.onServer, [from, VIP[family]], 3, "40", 40, PATIENCE)).toBe(3);
    }
    expect(entries()).toBe(0);
  });

  test.each(FAMILIES)("path MTU discovery works below 1500 bytes: %s", async (family) => {
    const far = { ipv4: "10.250.0.1", ipv6: "2001:db8:250::1" }[family];
    lab.onClient("sysctl", ["-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"]);
    lab.onClient("sh", ["-c", "ip link add narrow mtu 1280 type veth peer name end 2>/dev/null || true"]);
    for (const device of ["narrow", "end"]) lab.onClient("ip", ["link", "set", device, "up"]);
    lab.onClient("ip", ["route", "add", far, "dev", "narrow"]);
    lab.onServer("ip", ["route", "add", far, "via", SOURCES.campus[family], "dev", "eth0", "onlink"]);
    await vi.waitFor(() => {
      client(lab.onClient, [SOURCES.campus[family], VIP[family]], 1, far, 0, 200);
      expect(lab.onServer("ip", ["route", "get", far, "from", VIP[family]])).toContain("mtu 1280");
    }, PATIENCE);
  });

  test("the node's own queries still work: only answers to them come back", () => {
    const server = `const socket = require("node:dgram").createSocket("udp4");
      setTimeout(() => process.exit(), ${PATIENCE});
      socket.on("message", (message, { port, address }) => socket.send("4", port, address, () => process.exit()));
      socket.bind(53, "${SOURCES.stranger.ipv4}");`;
    lab.onClient("sh", ["-c", '"$0" -e "$1" </dev/null >/dev/null 2>&1 &', process.execPath, server]);
    expect(client(lab.onServer, [OWN.ipv4, SOURCES.stranger.ipv4], 1, "4", 1, PATIENCE)).toBe(1);
    expect(entries()).toBe(1);
  });
});

function ruleset(): string {
  const file = compileText({ "fleet.yaml": CATALOG }).files.find(({ path }) => path.endsWith("/intentlb.nft"));
  if (file === undefined) throw new Error("no firewall");
  return file.blocks.flatMap((block) => block.lines.map((line) => `${line}\n`)).join("");
}
