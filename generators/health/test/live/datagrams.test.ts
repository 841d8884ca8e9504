import { once } from "node:events";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { CONFIG, type HealthLab, openHealthLab, PROGRAM, signal } from "./lab.ts";

const V4 = "192.0.2.53";
const V6 = "2001:db8:53::53";

const catalog = (service: string): string => `
fleet: {name: f, asn: 64512, sites: [here], announce: [192.0.2.0/24, "2001:db8:53::/48"], management: [campus]}
networks: {campus: [10.0.0.0/8, "2001:db8::/32"]}
groups: {servers: {}}
nodes:
  rr1: {site: here, roles: [route-reflector], addresses: {ipv4: 10.1.1.1/24, ipv6: "2001:db8:1:1::1/64"}}
  dns1: {site: here, roles: [anycast-server], groups: [servers], addresses: {ipv4: 10.1.1.31/24, ipv6: "2001:db8:1:1::31/64"}}
services:
  it: {${service}, vip: {ipv4: ${V4}, ipv6: "${V6}"}, access: {from: [campus]}, balance: {nodes: servers}}
`;

const RHYTHM = "interval: 1s, timeout: 900ms, rise: 1, fall: 1";
const DNS = catalog(`extends: std/dns-resolver, health: {check: {query: uni.example, ${RHYTHM}}}`);
const DNS_BY_TCP = catalog(
  `health: {check: {type: dns, query: uni.example, ${RHYTHM}}}, frontends: {dns: {port: 53, transport: tcp, protocol: tcp}}`,
).replace("balance: {nodes", "balance: {by: anycast, nodes");
const DNS_BY_UDP = DNS_BY_TCP.replace("transport: tcp", "transport: udp");
const NTP = catalog("extends: std/ntp, health: {check: {interval: 1s, timeout: 900ms, rise: 1, fall: 1}}");

/** DNS server for one transport and address. A file has its flags and the number of records: an alias, and its target. */
const NAME_SERVER = `
use v5.36; use IO::Socket::IP;
my ($address, $proto) = @ARGV;
sub answer ($query) {
  my $end = index($query, "\\0", 12) + 5;
  open my $file, "<", "/run/answer";
  my ($flags, $records) = split / /, $file ? <$file> // "" : "";
  return pack("n6 a*", unpack("n", $query), hex($flags || "8180"), 1, ($records // 2), 0, 0, substr $query, 12, $end - 12)
    . pack("n n n N n a*", 0xc00c, 5, 1, 60, 2, pack "n", 0xc00c)
    . (($records // 2) < 2 ? "" : pack "n n n N n C4", 0xc00c, 1, 1, 60, 4, 192, 0, 2, 1);
}
my $socket = IO::Socket::IP->new(LocalHost => $address, LocalPort => 53, Proto => $proto, V6Only => 1,
  ReuseAddr => 1, $proto eq "tcp" ? (Listen => 50) : ()) or die "$@";
syswrite STDOUT, "ready";
while (1) {
  if ($proto eq "udp") { next if !defined $socket->recv(my $query, 4096); $socket->send(answer($query)); next }
  my $client = $socket->accept or next;
  sysread $client, my $query, 4096;
  my $answer = answer(substr $query, 2);
  syswrite $client, pack("n a*", length $answer, $answer);
}
`;

/**
 * NTP server that a file controls: leap and version, stratum, reference, root delay and dispersion, seconds since it was set,
 * seconds off.
 */
const TIME_SERVER = `
use v5.36; use IO::Socket::IP;
my $socket = IO::Socket::IP->new(LocalHost => $ARGV[0], LocalPort => 123, Proto => "udp", V6Only => 1) or die "$@";
syswrite STDOUT, "ready";
while (1) {
  defined $socket->recv(my $query, 4096) or next;
  next if length $query < 48;
  open my $file, "<", "/run/time" or next;
  my ($leap, $stratum, $source, $delay, $dispersion, $age, $off) = split / /, <$file> // "";
  my $now = time + 2208988800 + $off;
  $socket->send(pack "C C c c N N a4 N N a8 N N N N", ($leap << 6) + 0x24, $stratum, 6, -20, $delay * 65536, $dispersion * 65536,
    pack("H8", $source), $now - $age, 0, substr($query, 40, 8), $now, 0, $now, 0);
}
`;

describeWith(["ip", "namespaces"], "the health daemon checks, as the catalog says,", () => {
  let lab: HealthLab;
  beforeAll(async () => {
    lab = await openHealthLab([`${V4}/32`, `${V6}/128`]);
  });
  afterEach(() => lab.reset());
  afterAll(() => lab.close());

  async function serve(script: string, ...args: readonly string[]) {
    const server = lab.spawn("perl", ["-e", script, ...args]);
    if (server.stdout !== null) await once(server.stdout, "data");
    return server;
  }

  function start(text: string): void {
    const files = compileText({ "fleet.yaml": text }).files;
    const config = files.find(({ node, path }) => node === "dns1" && path.endsWith("/health.conf"));
    if (config === undefined) throw new Error("no configuration");
    lab.write(CONFIG, config.blocks.flatMap(({ lines }) => lines.map((line) => `${line}\n`)).join(""));
    lab.spawn("sh", ["-c", `exec ${PROGRAM} run ${CONFIG} >> /run/health.log 2>&1`]);
  }

  test("a name server over both transports, which must both pass, and each family separately", async () => {
    await Promise.all([V4, V6].map((address) => serve(NAME_SERVER, address, "udp")));
    start(DNS);
    for (const family of ["ipv4", "ipv6"]) await lab.untilSaid(`check check:it:${family} passes`);
    await lab.untilStatus(/check:it:ipv4:tcp: connection refused/);
    expect(lab.announced()).toEqual([]);
    const stream = await serve(NAME_SERVER, V4, "tcp");
    await lab.until([V4]);
    await serve(NAME_SERVER, V6, "tcp");
    await lab.until([V4, V6]);
    signal(stream, "SIGKILL");
    await lab.until([V6]);
  });

  test("a name server with only TCP over TCP", async () => {
    await Promise.all([V4, V6].map((address) => serve(NAME_SERVER, address, "tcp")));
    start(DNS_BY_TCP);
    await lab.until([V4, V6]);
  });

  test("the answer of a name server", async () => {
    await Promise.all([V4, V6].map((address) => serve(NAME_SERVER, address, "udp")));
    start(DNS_BY_UDP);
    await lab.until([V4, V6]);
    for (const [bad, why] of [
      ["8182", "answers SERVFAIL"],
      ["8185", "answers REFUSED"],
      ["8183", "answers NXDOMAIN"],
      ["8180 1", "answers without a record of type A"],
      ["8180 0", "answers without a record of type A"],
      ["0100", "this is not an answer of a name server"],
    ] as const) {
      lab.write("/run/answer", bad);
      await lab.until([]);
      await lab.untilStatus(why);
      // Truncated: the rest would come over TCP.
      lab.write("/run/answer", "8380 0");
      await lab.until([V4, V6]);
    }
  });

  test("the state of a time server", async () => {
    const well = "0 2 0a000001 0.01 0.01 60 0";
    lab.write("/run/time", well);
    await Promise.all([V4, V6].map((address) => serve(TIME_SERVER, address)));
    start(NTP);
    await lab.until([V4, V6]);
    for (const [bad, why] of [
      ["3 2 0a000001 0.01 0.01 60 0", "its clock is not synchronised"],
      ["0 16 0a000001 0.01 0.01 60 0", "stratum 16"],
      ["0 10 0a000001 0.01 0.01 60 0", "stratum 10"],
      ["0 5 7f7f0101 0.01 0.01 60 0", "its own clock"],
      ["0 0 52415445 0 0 60 0", "refuses to serve time: RATE"],
      ["0 2 0a000001 1 1.2 60 0", "may be 1.7 s off"],
      ["0 2 0a000001 0.01 0.01 12000 0", "its clock was last set by a source 12000 s ago"],
      ["0 2 0a000001 0.01 0.01 60 30", "differs from this node's by"],
    ] as const) {
      lab.write("/run/time", bad);
      await lab.until([]);
      await lab.untilStatus(why);
      lab.write("/run/time", well);
      await lab.until([V4, V6]);
    }
    lab.write("/run/time", "0 9 0a000001 0.01 0.01 60 0");
    await lab.until([V4, V6]);
  });
});
