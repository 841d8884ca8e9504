import { describe, expect, test } from "vitest";
import type { HeardRequest } from "../../src/contract/heard-request.ts";
import { planNetwork } from "../../src/lab/network/plan-network.ts";
import { compareRequests } from "../../src/prove/drift/compare-requests.ts";
import { promisedRequests } from "../../src/prove/drift/promised-requests.ts";
import { planQuestions } from "../../src/prove/questions/plan-questions.ts";
import { scopeOf } from "../../src/prove/questions/question-scope.ts";
import { planTrials } from "../../src/prove/trials/plan-trials.ts";
import { justOutside, triedChecks, wrongStatuses, wrongTexts } from "../../src/prove/trials/plan-wrong-answers.ts";
import { labInput } from "../lab/campus-lab.ts";
import { membersFleet } from "./live/members-fleet.ts";

const input = labInput(membersFleet());
const plan = planNetwork(input.fleet, input.claims);
const scope = scopeOf(input, plan);
const promised = promisedRequests(input, scope.listeners);

/** What members would receive if all were right. */
function asPromised(): HeardRequest[] {
  return promised.flatMap(({ machine, address, port, from, tls, servername, host, says }) => {
    const common = { machine, address, port, from, tls, ...(servername === undefined ? {} : { servername }) };
    const text =
      typeof says === "string"
        ? says
        : { "/^(EHLO|HELO) /": "EHLO x\r\n", "/LOGOUT/": "a1 LOGOUT\r\n", "/PING/": "PING\r\n" }[String(says)];
    return [
      { ...common, says: "" },
      { ...common, says: text ?? "", ...(host === undefined ? {} : { host }) },
    ];
  });
}

function differences(change: (heard: HeardRequest) => readonly HeardRequest[]) {
  return compareRequests(promised, asPromised().flatMap(change), input).map(({ services, node, wanted, seen }) =>
    [...services, node, wanted, seen].join(": "),
  );
}

describe("checks that members receive", () => {
  test("none differs", () => {
    expect(promised.length).toBeGreaterThan(50);
    expect(differences((heard) => [heard])).toEqual([]);
  });

  const isOf = (host: string, { from, host: own, machine }: HeardRequest) =>
    own === host && from === "10.0.0.12" && machine === "app1";

  test.each<[string, (heard: HeardRequest) => readonly HeardRequest[], readonly string[]]>([
    [
      "another path, which begins with the right one",
      (heard) => [isOf("wide.example", heard) ? { ...heard, says: heard.says.replace("/health", "/healthz") } : heard],
      ["wide: lb2: GET /health HTTP/1.1 host wide.example: GET /healthz HTTP/1.1 host wide.example"],
    ],
    [
      "one more",
      (heard) => (isOf("wide.example", heard) ? [heard, { ...heard, says: "GET /more HTTP/1.1" }] : [heard]),
      ["wide: lb2: GET /health HTTP/1.1 host wide.example: GET /more HTTP/1.1 host wide.example"],
    ],
    [
      "none",
      (heard) => (isOf("wide.example", heard) ? [] : [heard]),
      ["wide: lb2: GET /health HTTP/1.1 host wide.example: only a connection"],
    ],
    [
      "without a server name",
      (heard) => {
        const { servername: _, ...rest } = heard;
        return [
          heard.machine === "app2" && heard.from === "10.0.0.11" && heard.host === "lenient.example" ? rest : heard,
        ];
      },
      [
        "lenient: lb1: GET /health HTTP/1.1 host lenient.example over TLS for lenient.example: GET /health HTTP/1.1 host lenient.example over TLS without a server name",
      ],
    ],
    [
      "no greeting",
      (heard) => (heard.says.startsWith("EHLO") && heard.from === "10.0.0.11" ? [] : [heard]),
      ["greeted: lb1: data like ^(EHLO|HELO) : only a connection"],
    ],
  ])("%s", (_, change, found) => {
    expect(differences(change)).toEqual(found);
  });
});

describe("trials with members", () => {
  const isMeant = () => true;
  const questions = planQuestions(input, plan);
  const tried = triedChecks({ ...scope, questions, isMeant });

  test.each([
    [[{ first: 200, last: 200 }], 201],
    [[{ first: 200, last: 399 }], 400],
    [
      [
        { first: 200, last: 200 },
        { first: 201, last: 204 },
        { first: 303, last: 303 },
      ],
      205,
    ],
  ])("%o accept no %i", (accepted, status) => {
    expect(justOutside(accepted)).toBe(status);
  });

  test("stubs answer with a status or a text that no check accepts, Apache does not", () => {
    const ports = new Set(tried.map(({ claim }) => claim.port));
    expect([ports.has(8001), ports.has(8012), ports.has(8016)]).toEqual([true, false, true]);
    const place = { machine: "app2", address: "10.0.0.22" };
    const statuses = wrongStatuses(tried);
    expect(statuses).toContainEqual({ ...place, port: 8010, http: { path: "/health", status: 201, hasTexts: true } });
    expect(statuses).toContainEqual({ machine: "app1", address: "10.0.0.21", port: 8016 });
    const texts = wrongTexts(tried.filter(({ claim }) => claim.check.body !== undefined));
    expect(texts).toContainEqual({ ...place, port: 8011, http: { path: "/health", hasTexts: false } });
  });

  test("each backend with TLS is asked, and answers only if it does not verify members", () => {
    const trials = planTrials({ ...scope, questions, isMeant }).filter(({ title }) => /certificates/.test(title));
    expect(trials.map(({ title }) => title)).toEqual([
      "members with certificates of another authority",
      "members with certificates for another name",
    ]);
    for (const trial of trials) {
      const kinds = new Map(trial.questions.map(({ service, wanted }) => [service, wanted.kind]));
      expect(Object.fromEntries(kinds)).toEqual({
        ...{ unverified: "unanswered", unnamed: "unanswered", misled: "unanswered", swapped: "unanswered" },
        lenient: "member",
      });
    }
  });

  test("nothing is tried of services that are not tested", () => {
    expect(planTrials({ ...scope, questions: [], isMeant: () => false })).toEqual([]);
  });
});
