import { expect, test } from "vitest";
import { readPaths, readRoutes, readSessions } from "../../src/prove/read-bird.ts";

test("reads routes with all their next hops, without duplicates", () => {
  const answer = `BIRD 2.0.12 ready.
Table master4:
192.0.2.10/32        unicast [rr1-v4 10:20:47.659 from 10.1.1.1] * (100) [i]
	via 10.1.1.11 on eth0
	Type: BGP univ
	BGP.next_hop: 10.1.1.11
	BGP.local_pref: 100
                     unicast [rr2-v4 10:20:47.974 from 10.2.1.1] (100/?) [i]
	BGP.next_hop: 10.2.1.11
	BGP.local_pref: 50
                     unicast [rr1-v4 10:20:47.974 from 10.1.1.1] (100/?) [i]
	BGP.next_hop: 10.2.1.11
	BGP.local_pref: 50
                     unicast [rr3-v4 10:20:47.974 from 10.2.1.3] (100/?) [i]
	BGP.next_hop: 10.2.1.11
	BGP.local_pref: 100

Table master6:
2001:db8:53::10/128  unicast [rr1-v6 10:20:46.770] * (100) [i]
	BGP.next_hop: 2001:db8:1:1::11 fe80::1
	BGP.local_pref: 100
`;
  expect(readRoutes(answer)).toEqual([
    { prefix: "192.0.2.10/32", nextHop: "10.1.1.11", preference: 100 },
    { prefix: "192.0.2.10/32", nextHop: "10.2.1.11", preference: 100 },
    { prefix: "192.0.2.10/32", nextHop: "10.2.1.11", preference: 50 },
    { prefix: "2001:db8:53::10/128", nextHop: "2001:db8:1:1::11", preference: 100 },
  ]);
});

test("reads BIRD 3, which prints attributes differently", () => {
  const answer = `BIRD 3.1.0 ready.
Table master4:
192.0.2.53/32        unicast [rr1_v4 13:01:02.345 from 10.0.0.1] * (100/0) [i]
\tvia 10.0.0.31 on eth0
\tType: BGP univ
\tpreference: 100
\tigp_metric: 0
\tbgp_origin: IGP
\tbgp_path:
\tbgp_local_pref: 100
\tbgp_next_hop: 10.0.0.31
                     unicast [rr2_v4 13:01:02.346 from 10.0.0.2] (100/?) [i]
\tvia 10.0.0.9 on eth0
\tbgp_next_hop: 10.9.0.32
\tbgp_local_pref: 50
`;
  expect(readPaths(answer)).toEqual([
    { prefix: "192.0.2.53/32", nextHop: "10.0.0.31", preference: 100, distance: 0, gateways: ["10.0.0.31"] },
    {
      prefix: "192.0.2.53/32",
      nextHop: "10.9.0.32",
      preference: 50,
      distance: Number.POSITIVE_INFINITY,
      gateways: ["10.0.0.9"],
    },
  ]);
});

test("reads which sessions are up", () => {
  const answer = `BIRD 2.0.12 ready.
Name       Proto      Table      State  Since         Info
device1    Device     ---        up     10:20:41.762
rr1-v4     BGP        ---        up     10:20:45.822  Established
rr1-v6     BGP        ---        start  10:20:45.822  Connect       Socket: Connection refused
rr2-v4     BGP        ---        down   10:20:45.822
`;
  expect([...readSessions(answer)]).toEqual([
    ["rr1-v4", true],
    ["rr1-v6", false],
    ["rr2-v4", false],
  ]);
});
