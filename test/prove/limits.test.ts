import { describe, expect, test } from "vitest";
import { planNetwork } from "../../src/lab/network/plan-network.ts";
import type { Counts } from "../../src/prove/ask/answer.ts";
import { judgeAnswer } from "../../src/prove/judge/judge-answer.ts";
import { planQuestions } from "../../src/prove/questions/plan-questions.ts";
import type { Question } from "../../src/prove/questions/question.ts";
import { scopeOf } from "../../src/prove/questions/question-scope.ts";
import { planLimits } from "../../src/prove/trials/plan-limits.ts";
import { labInput } from "../lab/campus-lab.ts";
import { readFolder } from "../support/read-folder.ts";

function plan(files: Readonly<Record<string, string>>, isMeant = (_?: string) => true) {
  const input = labInput(files);
  const network = planNetwork(input.fleet, input.claims);
  return planLimits({ ...scopeOf(input, network), questions: planQuestions(input, network), isMeant });
}

/** The minimal example with limits of its frontend. */
function limited(limits: string) {
  const [catalog = ""] = Object.values(readFolder("examples/minimal"));
  return plan({
    "catalog.yaml": catalog.replace("    members: [web1]\n", `$&    frontends: {http: {limits: ${limits}}}\n`),
  });
}

function told(trial: ReturnType<typeof plan>[number] | undefined): string[] {
  return (trial?.questions ?? []).map(
    ({ asked, client, family, wanted }) =>
      `${client} ${family}: ${asked.replace(/^\S+ ?/, "")} → ${JSON.stringify(wanted)}`,
  );
}

describe("which limits are tested", () => {
  test("on campus, each at each load balancer in both families, and clients that are exempt", () => {
    const [connections, requests] = plan(readFolder("examples/campus"));
    const places = (questions: readonly Question[] = []) =>
      new Set(questions.map(({ service, nodes, family }) => `${service} ${nodes.join()} ${family}`));
    expect(places(connections?.questions)).toEqual(
      new Set(["lb1 ipv4", "lb2 ipv4", "lb1 ipv6", "lb2 ipv6"].map((place) => `submission ${place}`)),
    );
    expect(places(requests?.questions)).toEqual(
      new Set(["lb1 ipv4", "lb2 ipv4", "lb1 ipv6", "lb2 ipv6"].map((place) => `moodle ${place}`)),
    );
    const exempt = requests?.questions.filter(({ wanted }) => wanted.kind === "limited" && wanted.exempt);
    expect(new Set(exempt?.map(({ client }) => client))).toEqual(new Set(["campus"]));
  });

  test("requests: as many as the limit, and one more on each connection", () => {
    const [trial, ...others] = limited("{requests_per_source: 50/1m}");
    expect(others).toEqual([]);
    expect(told(trial)).toEqual(
      ["ipv4", "ipv6"].map(
        (family) => `office ${family}: again and again by one client → {"kind":"limited","count":50,"period":60000}`,
      ),
    );
    for (const { probe } of trial?.questions ?? [])
      expect(probe.flood).toEqual({ most: 51, connections: 5, lasts: 3000 });
  });

  test("connections: within the limit, above it, and above twice of it", () => {
    const [trial] = limited("{connections_per_source: 4}");
    const wanted = trial?.questions
      .filter(({ family }) => family === "ipv4")
      .map((each) => [each.probe.held, each.wanted]);
    expect(wanted).toMatchObject([
      [3, { kind: "member" }],
      [4, { kind: "status", status: 429 }],
      [8, { kind: "closed" }],
    ]);
  });

  test.each([
    "{requests_per_source: 2000/1m}",
    "{requests_per_source: 500/1s}",
    "{connections_per_source: 5000}",
    "{connections: 5}",
  ])("none that a lab cannot reach: %s", (limits) => {
    expect(limited(limits)).toEqual([]);
  });

  test("none of services that are not meant", () => {
    expect(plan(readFolder("examples/campus"), (service) => service === "www")).toEqual([]);
  });
});

describe("floods", () => {
  const verdict = (counts: Partial<Counts>, more: { exempt?: true; nodes?: string[] } = {}) => {
    const { nodes = ["lb1"], ...rest } = more;
    const question: Question = {
      ...{ causes: [], service: "shop", client: "world", nodes, family: "ipv4", asked: "http://shop.example/" },
      probe: {
        ...{ transport: "tcp", from: "203.0.113.9", to: "192.0.2.10", port: 80, says: "", until: "end", timeout: 9000 },
        flood: { most: 101, connections: 4, lasts: 3000 },
      },
      wanted: { kind: "limited", count: 100, period: 10_000, ...rest },
    };
    const all = { limited: 4, others: 100, failed: 0, took: 500, last: 429, ...counts };
    return judgeAnswer(question, { kind: "said", text: "", counts: all }, []).wrong;
  };

  test.each<[string, Partial<Counts>, { exempt?: true; nodes?: string[] }?]>([
    ["as many as the limit", {}],
    ["fewer, because several were on the way", { others: 97 }],
    ["twice as many at two load balancers", { others: 200 }, { nodes: ["lb1", "lb2"] }],
    ["forgotten on a slow machine", { took: 8000, last: 200 }],
    ["more by an exempt client", { limited: 0, others: 104 }, { exempt: true }],
  ])("right: %s", (_, counts, more) => {
    expect(verdict(counts, more)).toBeUndefined();
  });

  test.each<[string, Partial<Counts>, RegExp, { exempt?: true }?]>([
    [
      "no limit",
      { limited: 0, others: 104 },
      /^104 requests answered within 0\.5 s, 0 of 4 connections got status 429$/,
    ],
    ["a higher limit", { others: 101 }, /^101 requests answered/],
    ["a lower limit", { others: 95 }, /^status 429 after 95 requests$/],
    ["a limit of a shorter time", { last: 200 }, /^status 200 again 3\.0 s after the first request$/],
    ["failed connections", { failed: 1 }, /^1 of 4 connections failed/],
    ["too slow", { limited: 0, others: 60, took: 10_500 }, /^not shown: only 60 requests answered within 10\.5 s$/],
    ["a limit for an exempt client", { limited: 1 }, /^status 429 after 100 requests$/, { exempt: true }],
  ])("wrong: %s", (_, counts, wrong, more) => {
    expect(verdict(counts, more)).toMatch(wrong);
  });
});
