import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { claimsJson } from "../../src/claims/claims-json.ts";
import type { Admit, Announce, Bind, Check, Claim, Serve, Target } from "../../src/contract/claim.ts";
import { comparePromises } from "../../src/diff/compare-promises.ts";
import { describeChange } from "../../src/diff/describe-change.ts";
import { readClaim } from "../../src/diff/read-claim.ts";
import { packageRoot } from "../../src/package-root.ts";
import { compileText } from "../support/compile-text.ts";
import { readFolder } from "../support/read-folder.ts";

const PLACE = {
  nodes: ["lb1", "lb2"],
  address: "192.0.2.10",
  family: "ipv4",
  port: 443,
  transport: "tcp",
  causes: [],
} as const;
const ADMIT: Admit = {
  kind: "admit",
  ...PLACE,
  sources: ["10.0.0.0/8"],
  except: [],
  public: true,
  why: "frontend https of www",
  services: ["www"],
};
const BIND: Bind = { kind: "bind", ...PLACE, by: "haproxy", services: ["www"] };
const ANNOUNCE: Announce = {
  kind: "announce",
  nodes: ["lb1"],
  prefix: "192.0.2.10/32",
  family: "ipv4",
  services: ["www"],
  causes: [],
};
const WEB1: Target = {
  name: "web1",
  node: "web1",
  address: "10.1.8.11",
  port: 80,
  weight: 100,
  backup: false,
  state: "active",
};
const WEB2: Target = { ...WEB1, name: "web2", node: "web2", address: "10.1.8.12" };
const SERVE: Serve = {
  kind: "serve",
  ...PLACE,
  service: "www",
  frontend: "https",
  hostname: "www.uni.example",
  backend: "web",
  targets: [WEB1, WEB2],
};
const CHECK: Check = {
  kind: "check",
  nodes: ["lb1"],
  by: "haproxy",
  service: "www",
  address: "10.1.8.11",
  family: "ipv4",
  port: 80,
  check: { type: "tcp", interval: 5000, timeout: 3000, rise: 2, fall: 3 },
  causes: [],
};

test.each<[what: string, before: Claim[], after: Claim[], words: string[]]>([
  ["nothing", [ADMIT, SERVE], [ADMIT, SERVE], []],
  [
    "one source more and one less",
    [ADMIT],
    [{ ...ADMIT, sources: ["10.0.0.0/9", "10.128.0.0/9"] }],
    [
      "lb1, lb2 no longer allow 10.0.0.0/8 to reach 192.0.2.10:443/tcp for frontend https of www",
      "lb1, lb2 now allow 10.0.0.0/9, 10.128.0.0/9 to reach 192.0.2.10:443/tcp for frontend https of www",
    ],
  ],
  [
    "an exception",
    [ADMIT],
    [{ ...ADMIT, except: ["10.66.0.0/16"] }],
    [
      "lb1, lb2 no longer allow 10.0.0.0/8 to reach 192.0.2.10:443/tcp for frontend https of www",
      "lb1, lb2 now allow 10.0.0.0/8 except 10.66.0.0/16 to reach 192.0.2.10:443/tcp for frontend https of www",
    ],
  ],
  [
    "blocked networks are allowed",
    [ADMIT],
    [{ ...ADMIT, public: false }],
    [
      "lb1, lb2 no longer allow 10.0.0.0/8 to reach 192.0.2.10:443/tcp for frontend https of www",
      "lb1, lb2 now allow 10.0.0.0/8 to reach 192.0.2.10:443/tcp for frontend https of www (even if blocked)",
    ],
  ],
  [
    "an additional node does not mention the others",
    [BIND, ANNOUNCE],
    [
      { ...BIND, nodes: ["lb1", "lb2", "lb3"] },
      { ...ANNOUNCE, nodes: ["lb1", "lb3"] },
    ],
    ["lb3 now announces 192.0.2.10/32", "lb3 now listens on 192.0.2.10:443/tcp (haproxy)"],
  ],
  [
    "the same change at two places is shown once",
    [],
    [BIND, { ...BIND, family: "ipv6", address: "2001:db8:53::10" }],
    ["lb1, lb2 now listen on 192.0.2.10:443/tcp, [2001:db8:53::10]:443/tcp (haproxy)"],
  ],
  [
    "members",
    [SERVE],
    [
      {
        ...SERVE,
        targets: [
          { ...WEB1, state: "draining" },
          { ...WEB2, name: "web3" },
        ],
      },
    ],
    [
      'lb1, lb2: www.uni.example at 192.0.2.10:443/tcp: web3 added, web2 removed, web1: state "active" → "draining" (frontend https of www)',
    ],
  ],
  [
    "a redirect in place of members",
    [SERVE],
    [{ ...SERVE, targets: [], redirect: { to: "https://uni.example/", status: 301 } }],
    [
      "lb1, lb2: www.uni.example at 192.0.2.10:443/tcp: served by a redirect to https://uni.example/ (301) instead of from web1, web2 (frontend https of www)",
    ],
  ],
  [
    "a different check",
    [CHECK],
    [{ ...CHECK, check: { ...CHECK.check, fall: 4 } }],
    ["lb1: check of www at 10.1.8.11:80 changed (haproxy): fall 3 → 4"],
  ],
  [
    "times and keys of a check that are added and removed",
    [CHECK],
    [{ ...CHECK, check: { ...CHECK.check, type: "http", interval: 30_000, path: "/" } }],
    [
      'lb1: check of www at 10.1.8.11:80 changed (haproxy): interval 5 s → 30 s, path (unset) → "/", type "tcp" → "http"',
    ],
  ],
  ["a check that is new", [], [CHECK], ["lb1 now checks www at 10.1.8.11:80 by tcp (haproxy)"]],
])("in words: %s", (_what, before, after, words) => {
  expect(comparePromises(before, after).map(describeChange)).toEqual(words);
});

test("every claim of campus reads back unchanged", () => {
  const { claims } = compileText(readFolder(join(packageRoot, "examples/campus")));
  const lines = claims === undefined ? [] : claimsJson(claims).split("\n").slice(1, -2);
  expect(lines.length).toBeGreaterThan(100);
  const read = lines.map((line) => readClaim(line));
  expect(read).not.toContain(undefined);
  expect(
    comparePromises(
      read.filter((claim) => claim !== undefined),
      claims?.all ?? [],
    ),
  ).toEqual([]);
});

test("anything that is not a claim is rejected", () => {
  const line = JSON.stringify(SERVE);
  expect(readClaim(line)).toMatchObject({ kind: "serve" });
  for (const key of [
    "kind",
    "nodes",
    "address",
    "family",
    "port",
    "transport",
    "service",
    "frontend",
    "targets",
    "hostname",
  ]) {
    expect(readClaim(JSON.stringify({ ...SERVE, [key]: { toString: 1 } })), key).toBeUndefined();
  }
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(readClaim(text)).toBeUndefined();
    }),
  );
  for (const text of ["", "null", "[", '{"kind":"__proto__"}', '{"__proto__":{"kind":"bind"}}', line.slice(0, -3)]) {
    expect(readClaim(text), text).toBeUndefined();
  }
});
