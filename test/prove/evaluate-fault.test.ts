import { describe, expect, test } from "vitest";
import { type Course, evaluate, type JudgedRequest } from "../../src/prove/faults/evaluate.ts";
import type { PlannedFault } from "../../src/prove/faults/planned-fault.ts";
import type { Question } from "../../src/prove/questions/question.ts";
import { labInput } from "../lab/campus-lab.ts";
import { readFolder } from "../support/read-folder.ts";

const { claims } = labInput(readFolder("examples/minimal"));

const FAULT: PlannedFault = {
  name: "HAProxy dies on lb1",
  breaks: [{ kind: "daemon", machine: "lb1", daemon: "haproxy" }],
  nodes: ["lb1"],
  services: ["shop"],
  concerns: () => true,
  left: () => claims,
  isAnnounced: true,
  takenOut: [],
  bounds: { out: 5000, back: 20_000 },
};

const QUESTION: Question = {
  ...{ service: "shop", client: "world", nodes: ["lb1"], family: "ipv4", asked: "http://shop.example/" },
  probe: {
    ...{ transport: "tcp", from: "203.0.113.9", to: "192.0.2.10", port: 80 },
    ...{ says: "", until: "end", timeout: 4000 },
  },
  wanted: { kind: "member", machines: ["web1"], told: "http" },
  causes: [],
};

/** Broken at 10 s of the clock, noticed at 12 s, repaired at 20 s, back to normal at 23 s. */
function course(requests: readonly JudgedRequest[], more: Partial<Course> = {}): Course {
  return {
    ...{ fault: FAULT, broken: 10_000, noticed: 12_000, mended: 20_000, restored: 23_000, isNoticeable: true },
    streams: [{ question: QUESTION, meanwhile: { ...QUESTION, nodes: ["lb2"] }, requests }],
    complaints: [],
    ...more,
  };
}

function ok(sent: number): JudgedRequest {
  return { sent, ended: sent + 10 };
}

function lost(sent: number): JudgedRequest {
  return { ...ok(sent), before: "nothing", meanwhile: "nothing" };
}

describe("a fault that is noticed in time", () => {
  test("counts from the fault on, and has the time of the last lost request", () => {
    const proof = evaluate(course([ok(9000), ok(10_100), lost(10_500), lost(13_000), ok(15_500), ok(21_000)]));
    expect(proof).toEqual({
      ...{ fault: "HAProxy dies on lb1", services: ["shop"], requests: 5, lost: 2, out: 3, back: 3, broken: [] },
    });
  });

  test("requests in flight at the fault count, too", () => {
    expect(evaluate(course([{ ...lost(9900), ended: 13_900 }]))).toMatchObject({ requests: 1, lost: 1, broken: [] });
  });

  test("an answer from a remaining member is not lost", () => {
    expect(evaluate(course([{ ...ok(16_000), before: "another member" }]))).toMatchObject({ lost: 0, broken: [] });
  });

  test("a maintenance page is allowed, but counts as lost", () => {
    const sorry: Question = { ...QUESTION, wanted: { kind: "status", status: 503 } };
    const streams = [{ question: QUESTION, meanwhile: sorry, requests: [{ ...ok(16_000), before: "status 503" }] }];
    expect(evaluate(course([], { streams }))).toMatchObject({ requests: 1, lost: 1, out: 2, broken: [] });
  });

  test("requests in flight when routes move back may be lost briefly", () => {
    expect(evaluate(course([lost(21_000), lost(22_500), ok(22_700)])).broken).toEqual([]);
  });
});

describe("failures", () => {
  const at = "http://shop.example/ at 192.0.2.10 (IPv4) from world (203.0.113.9)";

  test.each([
    ["a loss after the deadline", [ok(14_000), lost(16_000), ok(17_000)], "", ", within 5.0 s", "1 of 2"],
    ["a loss before the fault", [lost(8000), ok(9000)], "before ", "", "1 of 2"],
    ["losses for too long after the repair", [lost(20_100), ok(21_000), lost(22_900)], "after ", "", "2 of 3"],
    ["a loss after recovery", [ok(25_100), lost(25_200)], "after ", "", "1 of 2"],
  ])("%s", (_, requests, when, deadline, count) => {
    expect(evaluate(course(requests)).broken).toEqual([
      {
        ...{ service: "shop", asked: `${when}HAProxy dies on lb1: ${at}` },
        nodes: deadline === "" ? ["lb1"] : ["lb1", "lb2"],
        wanted: `an answer from web1${deadline}`,
        seen: `${count} requests lost: nothing`,
      },
    ]);
  });

  test("if nobody is left, nothing is required until everything must be back", () => {
    const streams = (requests: readonly JudgedRequest[]) => [{ question: QUESTION, requests }];
    const before = evaluate(course([], { isNoticeable: false, streams: streams([lost(16_000), lost(22_000)]) }));
    expect(before).toMatchObject({ lost: 2, broken: [] });
    expect(before.out).toBeUndefined();
    expect(evaluate(course([], { streams: streams([lost(25_500)]) })).broken).toHaveLength(1);
  });

  test("no time to fail over if unnoticed, none to recover if it never returned", () => {
    const { noticed: _, restored: __, ...never } = course([lost(19_000)]);
    const complaints = [{ nodes: ["lb1"], asked: "route", wanted: "no route", seen: "a route" }];
    const proof = evaluate({ ...never, complaints });
    expect([proof.out, proof.back, proof.broken.length]).toEqual([undefined, undefined, 2]);
    expect(proof.broken[0]).toEqual(complaints[0]);
  });

  test("a fault that must go unnoticed allows no losses", () => {
    const fault = { ...FAULT, name: "reflector rr1 is gone", bounds: { out: 0, back: 20_000 } };
    expect(evaluate(course([lost(10_100)], { fault, isNoticeable: false })).broken).toHaveLength(1);
    expect(evaluate(course([lost(20_100)], { fault, isNoticeable: false })).broken).toHaveLength(1);
  });
});
