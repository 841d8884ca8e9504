import { expect, test } from "vitest";
import type { Said } from "../../../src/contract/said.ts";
import { readBack } from "../read-back.ts";

/** What a load balancer's BIRD 2 prints. */
const ANNOUNCER = `BIRD 2.0.12 ready.
BIRD 2.0.12
Router ID is 10.1.0.11
Hostname is lb1
BIRD 2.0.12 ready.
BFD:
IP address                Interface  State      Since         Interval  Timeout
10.1.0.1                  ---        Up         19:10:18.880    0.300    0.900
10.2.0.1                  ---        Down       19:10:18.818    0.300    0.000
session rr1-v4 Established
rr1-v4     BGP        ---        up     19:10:18.907  Established
  BGP state:          Established
    Neighbor address: 10.1.0.1
    Hold timer:       24.224/30
  Channel ipv4
    Input filter:   REJECT
    Output filter:  EXPORT4
192.0.2.20/32        unicast [HEALTHY 19:10:22.379] * (240)
\tdev health0
\tBGP.local_pref: 100
\tBGP.community: (64512,1001) (64512,2001)
accepted
passed on
session rr2-v4 Active
  BGP state:          Active
    Neighbor address: 10.2.0.1
`;

/** Routes that a session accepts and passes on, if there are none. */
const NOTHING = { accepted: new Map(), lost: [], passedOn: new Map() };

function say(output: string, addresses = "[]"): Promise<readonly Said[]> {
  const run = async ([program]: readonly string[]) => (program === "ip" ? addresses : output);
  const host = { name: "lb1", sockets: [], run };
  return readBack.ask?.(host).then(({ said }) => said) ?? Promise.resolve([]);
}

test("sessions with their times, and what is announced with which marks", async () => {
  expect(await say(ANNOUNCER)).toEqual([
    { kind: "speaker", routerId: "10.1.0.11" },
    {
      ...{ kind: "announce", prefix: "192.0.2.20/32", untold: [] },
      marks: ["community (64512,1001)", "community (64512,2001)", "local preference 100"],
    },
    { kind: "session", name: "rr1-v4", peer: "10.1.0.1", isUp: true, hold: 30, bfd: 900, ...NOTHING },
    { kind: "session", name: "rr2-v4", peer: "10.2.0.1", isUp: false, ...NOTHING },
  ]);
});

test("BIRD 3 spells attributes in another way", async () => {
  const later = ANNOUNCER.replace("BGP.local_pref", "bgp_local_pref").replace(
    "BGP.community: (64512,1001) (64512,2001)",
    "bgp_large_community: (64512, 1, 1) (64512, 2, 1)",
  );
  expect((await say(later))[1]).toMatchObject({
    marks: ["community (64512,1,1)", "community (64512,2,1)", "local preference 100"],
  });
});

test("a reflector accepts a limited number of routes, or any", async () => {
  const accepting = ANNOUNCER.replace("Input filter:   REJECT", "Input filter:   (unnamed)");
  const limited = accepting.replace("    Output filter", "    Receive limit:  100002\n    Output filter");
  expect((await say(accepting))[2]).toMatchObject({ limit: Infinity });
  expect((await say(limited))[2]).toMatchObject({ limit: 100002 });
});

test("how often a session says that it lives, and whether peers keep its routes while it restarts", async () => {
  const kept = ANNOUNCER.replace(
    "    Hold timer:",
    `    Local capabilities
      Graceful restart
        Restart time: 300
        AF supported: ipv4
    Neighbor capabilities
      Graceful restart
    Keepalive timer:  6.968/10
    Hold timer:`,
  );
  expect((await say(kept))[2]).toMatchObject({ keepalive: 10, restart: 300 });
  const aware = kept.replace("        Restart time: 300\n", "");
  expect((await say(aware))[2]).toMatchObject({ restart: 0 });
  const none = kept.replace("      Graceful restart\n        Restart time: 300\n", "");
  expect((await say(none))[2]).not.toHaveProperty("restart");
});

test("what a reflector accepts from a session and passes on, with the number of paths", async () => {
  const routes = `accepted
BIRD 2.0.12 ready.
Table master4:
192.0.2.20/32        unicast [lb1-v4 08:48:21.380] * (100) [i]
\tvia 10.2.1.11 on eth0
192.0.2.21/32        unreachable [lb1-v4 08:48:21.380] * (100/?) [i]
passed on
BIRD 2.0.12 ready.
Table master4:
192.0.2.39/32        unicast [lb2-v4 08:48:21.380] * (100) [i]
\tvia 10.2.1.11 on eth0
                     unicast [lb3-v4 08:48:19.436 from 10.1.1.11] (100/?) [i]
\tvia 10.2.1.254 on eth0 onlink
192.0.2.88/32        unreachable [kdc1-v4 08:48:31.688 from 10.1.12.1] * (100/?) [i]
`;
  expect((await say(ANNOUNCER.replace("accepted\npassed on\n", routes)))[2]).toMatchObject({
    accepted: new Map([
      ["192.0.2.20/32", 1],
      ["192.0.2.21/32", 1],
    ]),
    lost: ["192.0.2.21/32"],
    passedOn: new Map([
      ["192.0.2.39/32", 2],
      ["192.0.2.88/32", 1],
    ]),
  });
});

test("the VIPs of the node, and whether its own connections may come from them", async () => {
  const address = (local: string, prefixlen: number, more = {}) => ({ local, prefixlen, scope: "global", ...more });
  const links = [
    { ifname: "eth0", addr_info: [address("10.0.0.11", 24)] },
    {
      ifname: "anycast0",
      addr_info: [
        address("192.0.2.10", 32, { deprecated: true }),
        address("192.0.2.11", 24),
        address("fe80::1", 64, { scope: "link" }),
      ],
    },
  ];
  expect(await say("", JSON.stringify(links))).toEqual([
    { kind: "address", prefix: "192.0.2.10/32", isSource: false },
    { kind: "address", prefix: "192.0.2.11/24", isSource: true },
  ]);
});
