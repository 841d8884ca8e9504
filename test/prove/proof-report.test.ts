import { expect, test } from "vitest";
import { describeProof } from "../../src/cli/report/proof/describe-proof.ts";
import { reportWriter } from "../../src/cli/report/proof/proof-report.ts";
import type { Proof } from "../../src/prove/proof.ts";

const BROKEN = {
  service: "shop",
  nodes: ["lb1"],
  asked: 'http://shop.example/?a&b="<x>" at 192.0.2.10 (IPv4) from world (203.0.113.10)',
  wanted: "an answer from web1",
  seen: "an answer: \u001b[31m",
};

const PROOF: Proof = {
  services: [
    { service: "mail", answers: 12, refusals: 3, machines: ["mail1", "mail2"], broken: [] },
    { service: "shop", answers: 4, refusals: 0, machines: [], broken: [BROKEN] },
  ],
  nodes: { answers: 5, refusals: 20 },
  others: [{ nodes: ["dns1"], asked: "route to 0.0.0.0/0 on core1", wanted: "no route", seen: "announced by dns1" }],
  silent: ["lb8", "lb9"],
  rare: ["shop"],
  faults: [
    { fault: "BIRD dies on lb1", services: ["mail"], requests: 210, lost: 3, out: 0.05, back: 5.25, broken: [] },
    { fault: "node lb1 is gone", services: ["shop"], requests: 12, lost: 9, broken: [BROKEN] },
  ],
  compared: { daemons: 5, nodes: 13, absent: 0, facts: 1234 },
  elapsed: 1.25,
};

test("a table, followed by the failures", () => {
  expect(describeProof(PROOF)).toBe(
    [
      "service    answered  refused  members      failed",
      "mail             12        3  mail1 mail2       0",
      "shop              4        0  -                 1",
      "the fleet         5       20  -                 1",
      "",
      'shop on lb1: http://shop.example/?a&b="<x>" at 192.0.2.10 (IPv4) from world (203.0.113.10)',
      "  expected an answer from web1",
      "  got      an answer: \\u{1b}[31m",
      "",
      "the fleet on dns1: route to 0.0.0.0/0 on core1",
      "  expected no route",
      "  got      announced by dns1",
      "",
      "fault             requests  lost  time to fail over  time to recover  failed",
      "BIRD dies on lb1       210     3              0.1 s            5.3 s       0",
      "node lb1 is gone        12     9                  -                -       1",
      "",
      'shop on lb1: http://shop.example/?a&b="<x>" at 192.0.2.10 (IPv4) from world (203.0.113.10)',
      "  expected an answer from web1",
      "  got      an answer: \\u{1b}[31m",
      "",
      "not tested: announcements of lb8, lb9, because BIRD or the health daemon is not generated",
      "not tested: wrong answers to health checks of shop, which run less often than every 15 s",
      "running state compared: 1234 facts from 5 daemons on 13 nodes",
      "2 services, 44 tests, 2 faults: 3 failures; 1.3 s",
      "",
    ].join("\n"),
  );
});

test("of many failures of a service, only the first are shown", () => {
  const broken = Array.from({ length: 14 }, () => BROKEN);
  const text = describeProof({
    services: [{ service: "shop", answers: 14, refusals: 0, machines: [], broken }],
    nodes: { answers: 0, refusals: 0 },
    others: [],
    silent: [],
    rare: [],
    faults: [],
    compared: { daemons: 1, nodes: 1, absent: 3, facts: 1 },
    elapsed: 1,
  });
  expect(text.match(/shop on lb1/g)).toHaveLength(10);
  expect(text).toContain("\nshop: 4 more\n");
  expect(text).toContain("14 failures");
});

test("JUnit XML", () => {
  expect(reportWriter("proof.xml")?.(PROOF)).toBe(
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuite name="intentlb prove" tests="5" failures="3" time="1.250">',
      '  <testcase classname="services" name="mail"/>',
      '  <testcase classname="services" name="shop">',
      '    <failure message="1 failure">shop on lb1: http://shop.example/?a&amp;b=&quot;&lt;x&gt;&quot; at 192.0.2.10 (IPv4) from world (203.0.113.10)',
      "  expected an answer from web1",
      "  got      an answer: \\u{1b}[31m</failure>",
      "  </testcase>",
      '  <testcase classname="fleet" name="routes">',
      '    <failure message="1 failure">the fleet on dns1: route to 0.0.0.0/0 on core1',
      "  expected no route",
      "  got      announced by dns1</failure>",
      "  </testcase>",
      '  <testcase classname="faults" name="BIRD dies on lb1">',
      "    <system-out>210 requests, 3 lost, failed over after 0.1 s, recovered after 5.3 s</system-out>",
      "  </testcase>",
      '  <testcase classname="faults" name="node lb1 is gone">',
      '    <failure message="1 failure">shop on lb1: http://shop.example/?a&amp;b=&quot;&lt;x&gt;&quot; at 192.0.2.10 (IPv4) from world (203.0.113.10)',
      "  expected an answer from web1",
      "  got      an answer: \\u{1b}[31m</failure>",
      "    <system-out>12 requests, 9 lost</system-out>",
      "  </testcase>",
      "</testsuite>",
      "",
    ].join("\n"),
  );
});

test("JSON, unchanged", () => {
  expect(JSON.parse(reportWriter("proof.json")?.(PROOF) ?? "")).toEqual(PROOF);
});

test("rejects other formats", () => {
  expect(reportWriter("proof.txt")).toBeUndefined();
});
