import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import type { Answers } from "../../../../src/contract/read-back.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { readBack } from "../../read-back.ts";

const OWN = "192.0.2.1";

/** What is read back from a kernel with this ruleset, on a machine with one address of each family. */
async function readRules(rules: string): Promise<Answers> {
  const script = `
    ip link set lo up && ip addr add ${OWN}/32 dev lo && ip addr add 2001:db8::1/128 dev lo
    nft -f - >&2 && ip -j address && echo SEPARATOR && nft -j list ruleset`;
  const { status, stdout, stderr } = spawnSync("unshare", ["-rn", "sh", "-ec", script], {
    input: rules,
    encoding: "utf8",
    env: { PATH: `${process.env["PATH"]}:/usr/sbin:/sbin` },
  });
  expect(status, stderr).toBe(0);
  const [addresses = "", listing = ""] = stdout.split("SEPARATOR\n");
  const run = async ([program]: readonly string[]) => (program === "ip" ? addresses : listing);
  const asked = (await readBack.ask?.({ name: "host", sockets: [], run })) ?? { said: [], unclear: [] };
  return asked;
}

/** The sources that reach the IPv4 address, as `tcp/22-22 from 10.0.0.0/8`, and rules that are not understood. */
async function passing(rules: string): Promise<string[]> {
  const { said, unclear } = await readRules(rules);
  const admits = said.flatMap((each) =>
    each.kind === "admit" && each.address === OWN
      ? [`${each.transport}/${each.firstPort}-${each.lastPort} from ${each.sources.join(" ")}`]
      : [],
  );
  return [...admits, ...unclear.filter((what) => !what.endsWith("2001:db8::1"))];
}

/** Protocols without ports and types. */
const OTHERS = `protocols beside TCP, UDP and ICMP pass to ${OWN}`;

const chain = (rules: string, more = "", policy = "drop") => `
table inet filter {
  ${more}
  chain input { type filter hook input priority 0; policy ${policy};
    ${rules}
  }
}`;

const raw = (rules: string) => `
table inet raw {
  chain first { type filter hook prerouting priority raw; policy accept;
    ${rules}
  }
}`;

describeWith(["nft", "ip", "namespaces"], "the sources that pass are read back from the kernel", () => {
  test.each<readonly [what: string, rules: string, passing: readonly string[]]>([
    ["everybody on all ports, without rules", "", ["tcp/0-65535 from 0.0.0.0/0", "udp/0-65535 from 0.0.0.0/0", OTHERS]],
    ["nobody, because of the policy", chain(""), []],
    ["a port", chain("tcp dport 22 accept"), ["tcp/22-22 from 0.0.0.0/0"]],
    ["a range of ports", chain("udp dport 1000-1999 accept"), ["udp/1000-1999 from 0.0.0.0/0"]],
    [
      "adjacent ports",
      chain("tcp dport { 22, 23, 80 } accept"),
      ["tcp/22-23 from 0.0.0.0/0", "tcp/80-80 from 0.0.0.0/0"],
    ],
    [
      "what the policy accepts and no rule drops",
      chain(
        "tcp dport 0-1023 drop; meta l4proto != { tcp, udp, icmp, ipv6-icmp } drop; udp dport 1-65535 drop",
        "",
        "accept",
      ),
      ["tcp/1024-65535 from 0.0.0.0/0", "udp/0-0 from 0.0.0.0/0"],
    ],
    ["sources", chain("ip saddr 10.0.0.0/8 tcp dport 22 accept"), ["tcp/22-22 from 10.0.0.0/8"]],
    [
      "all but some sources",
      chain("ip saddr 10.0.0.0/30 ip saddr != 10.0.0.1 tcp dport 22 accept"),
      ["tcp/22-22 from 10.0.0.0/32 10.0.0.2/31"],
    ],
    [
      "what an earlier rule dropped stays dropped",
      chain("ip saddr 10.0.0.0/9 drop; ip saddr 10.0.0.0/8 tcp dport 22 accept; tcp dport 22 reject"),
      ["tcp/22-22 from 10.128.0.0/9"],
    ],
    [
      "sets, with ranges and prefixes",
      chain(
        "ip saddr @them tcp dport 22 accept",
        "set them { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.0.2.8-192.0.2.9 } }",
      ),
      ["tcp/22-22 from 10.0.0.0/8 192.0.2.8/31"],
    ],
    [
      "sources and ports in one set",
      chain(
        "ip saddr . tcp dport @them accept",
        "set them { type ipv4_addr . inet_service; elements = { 10.0.0.1 . 22, 10.0.0.2 . 23 } }",
      ),
      ["tcp/22-22 from 10.0.0.1/32", "tcp/23-23 from 10.0.0.2/32"],
    ],
    ["another's address", chain("ip daddr 192.0.2.2 tcp dport 22 accept"), []],
    ["an address in a prefix", chain("ip daddr 192.0.2.0/24 tcp dport 22 accept"), ["tcp/22-22 from 0.0.0.0/0"]],
    ["the other family", chain("ip6 daddr ::/0 tcp dport 22 accept"), []],
    [
      "jump returns, goto does not",
      chain(
        "ip saddr 10.0.0.1 jump called; ip saddr 10.0.0.2 goto called; ip saddr 10.0.0.0/30 tcp dport 23 accept",
        "chain called { tcp dport 22 accept; tcp dport 24 return; }",
      ),
      [
        "tcp/22-22 from 10.0.0.1/32 10.0.0.2/32",
        // `goto` does not return, so 10.0.0.2 is dropped.
        "tcp/23-23 from 10.0.0.0/31 10.0.0.3/32",
      ],
    ],
    [
      "a verdict map",
      chain(
        "ip daddr . meta l4proto . th dport vmap @places; tcp dport 80 accept",
        `chain them { ip saddr 10.0.0.0/8 accept; }
         map places { type ipv4_addr . inet_proto . inet_service : verdict
           elements = { 192.0.2.1 . tcp . 22 : jump them, 192.0.2.1 . udp . 53 : accept, 192.0.2.1 . tcp . 80 : drop } }`,
      ),
      ["tcp/22-22 from 10.0.0.0/8", "udp/53-53 from 0.0.0.0/0"],
    ],
    [
      "a verdict map by source",
      chain(
        "tcp dport 22 ip saddr vmap { 10.0.0.1 : accept, 10.0.0.2 : drop, 10.0.0.4/30 : accept }; ip saddr 10.0.0.2 tcp dport { 22, 23 } accept",
      ),
      ["tcp/22-22 from 10.0.0.1/32 10.0.0.4/30", "tcp/23-23 from 10.0.0.2/32"],
    ],
    [
      "two chains must both accept",
      `${chain("tcp dport { 22, 80 } accept")}
       table ip other { chain input { type filter hook input priority 10; policy accept; tcp dport 80 drop;\n }\n }
       table ip6 third { chain input { type filter hook input priority 10; policy drop;\n }\n }`,
      ["tcp/22-22 from 0.0.0.0/0"],
    ],
    [
      "loopback, established connections and multicast do not count",
      chain(
        'iif "lo" accept; ct state established,related accept; meta pkttype { broadcast, multicast } accept; ct state invalid drop',
      ),
      [],
    ],
    ["new connections by name", chain("ct state new tcp dport 22 accept"), ["tcp/22-22 from 0.0.0.0/0"]],
    ["another protocol by name", chain("meta l4proto esp accept; ip protocol igmp drop"), [OTHERS]],
    [
      "sources by themselves, for all protocols",
      chain("ip saddr 10.0.0.1 accept"),
      ["tcp/0-65535 from 10.0.0.1/32", "udp/0-65535 from 10.0.0.1/32", OTHERS],
    ],
    [
      "what an earlier hook drops",
      `${raw("tcp dport 80 drop; ip saddr 10.0.0.0/8 drop")}${chain("tcp dport { 22, 80 } ip saddr { 10.0.0.1, 192.0.2.7 } accept")}`,
      ["tcp/22-22 from 192.0.2.7/32"],
    ],
    [
      "untracked packets are neither new nor established",
      `${raw("udp dport { 53, 54 } notrack")}
       ${chain("ct state established,related accept; ct state invalid drop; ct state untracked udp dport 53 accept; ct state new udp dport 53-55 accept")}`,
      ["udp/53-53 from 0.0.0.0/0", "udp/55-55 from 0.0.0.0/0"],
    ],
    ["rules that only count and log", chain('counter log prefix "x"; limit rate 5/second log'), []],
  ])("%s", async (_, rules, expected) => {
    expect(await passing(rules)).toEqual(expected);
  });

  test.each([
    ["an interface", chain('iifname "eth0" tcp dport 22 accept'), 'the interface "eth0" in chain input'],
    ["a mark", chain("tcp dport 22 meta mark 7 drop"), 'the expression {"meta":{"key":"mark"}} in chain input'],
    ["a source port", chain("tcp dport 22 tcp sport 1024-65535 accept"), /^the expression .*"sport"/],
    ["a limit", chain("tcp dport 22 limit rate 1/second accept"), /^the statement {"limit"/],
    ["a change of the packet", chain("tcp dport 22 meta mark set 7"), /^the statement {"mangle"/],
    [
      "an earlier hook",
      'table netdev raw { chain first { type filter hook ingress device "lo" priority 0; policy drop;\n }\n }',
      "chain first of table raw: filter at the hook ingress for netdev",
    ],
    [
      "destination NAT",
      "table ip nat { chain first { type nat hook prerouting priority dstnat; policy accept;\n }\n }",
      "chain first of table nat: nat at the hook prerouting for ip",
    ],
    [
      "notrack for some sources only",
      raw("ip saddr 10.0.0.0/8 udp dport 53 notrack") + chain("ct state untracked udp dport 53 accept"),
      `packets to ${OWN} are tracked from some senders and not from others`,
    ],
  ])("%s is reported as not understood", async (_, rules, expected) => {
    expect((await readRules(rules)).unclear).toContainEqual(
      typeof expected === "string" ? expected : expect.stringMatching(expected),
    );
  });

  test("rules without a verdict are not reported, even if not understood", async () => {
    expect(await passing(chain("meta mark 7 counter; tcp dport 22 accept"))).toEqual(["tcp/22-22 from 0.0.0.0/0"]);
    expect(await passing(chain("ip6 hoplimit 255 meta mark 7 icmpv6 type 1 counter"))).toEqual([]);
  });
});
