import { expect, test } from "vitest";
import { tracked } from "../../src/prove/drift/find-tracked.ts";

const TABLE = `ipv4     2 udp      17 29 src=203.0.113.10 dst=192.0.2.53 sport=40000 dport=53 [UNREPLIED] src=192.0.2.53 dst=203.0.113.10 sport=53 dport=40000 mark=0 zone=0 use=2
ipv6     10 udp      17 119 src=2001:0db8:0000:0000:0000:0000:0000:0010 dst=2001:0db8:0053:0000:0000:0000:0000:0053 sport=40000 dport=53 src=2001:0db8:0053:0000:0000:0000:0000:0053 dst=2001:0db8:0000:0000:0000:0000:0000:0010 sport=53 dport=40000 [ASSURED] mark=0 zone=0 use=2
ipv4     2 tcp      6 431999 ESTABLISHED src=203.0.113.10 dst=192.0.2.53 sport=40001 dport=53 src=192.0.2.53 dst=203.0.113.10 sport=53 dport=40001 [ASSURED] mark=0 zone=0 use=2
`;

test("datagrams in the kernel's table, by their destinations", () => {
  expect(tracked(TABLE)).toEqual(["192.0.2.53 53", "2001:db8:53::53 53"]);
  expect(tracked("")).toEqual([]);
});
