import { describe, expect, test } from "vitest";
import type { LabInput } from "../../src/lab/lab-input.ts";
import { planNetwork } from "../../src/lab/network/plan-network.ts";
import { planQuestions } from "../../src/prove/questions/plan-questions.ts";
import type { Question } from "../../src/prove/questions/question.ts";
import { scopeOf } from "../../src/prove/questions/question-scope.ts";
import { refusedFrom } from "../../src/prove/trials/leaks/leaked-prefixes.ts";
import { planTrials } from "../../src/prove/trials/plan-trials.ts";
import type { Trial } from "../../src/prove/trials/trial.ts";
import { labInput } from "../lab/campus-lab.ts";
import { readFolder } from "../support/read-folder.ts";
import { layersFleet } from "./layers-fleet.ts";

function plan(input: LabInput, isMeant: (service?: string) => boolean = () => true): Trial[] {
  const network = planNetwork(input.fleet, input.claims);
  return planTrials({ ...scopeOf(input, network), questions: planQuestions(input, network), isMeant });
}

function layersOf(trials: readonly Trial[]): readonly Question[] {
  return trials.find(({ title }) => title === "each layer alone")?.questions ?? [];
}

describe("each layer alone", () => {
  const layers = layersOf(plan(labInput(layersFleet())));
  const wantedBy = (node: string, service: string | undefined, client: string) =>
    layers
      .filter((each) => each.sender === node && each.service === service && each.client === client)
      .map(({ wanted }) => wanted);

  test.each(["lb1", "lb2"])("clients that %s alone refuses", (node) => {
    const refused = { kind: "status", status: 403, headers: { "strict-transport-security": null } };
    const closed = { kind: "closed" };
    expect(wantedBy(node, "desk", "world")).toEqual([refused, refused]);
    // From the last address of each of its networks; from others a client asks.
    expect(new Set(wantedBy(node, "desk", "campus").map(({ kind }) => kind))).toEqual(new Set(["member"]));
    expect(wantedBy(node, "desk", "beside campus")).toContainEqual(refused);
    expect(wantedBy(node, "desk", "abusers")).toEqual([closed]);
    expect(wantedBy(node, "shop", "world")).toEqual([]);
    expect(wantedBy(node, "shop", "abusers")).toEqual([closed]);
  });

  test("statistics are for management", () => {
    const closed = { kind: "closed" };
    const page = { kind: "status", status: 200 };
    // One address of the client and the last of its network, in each family.
    expect(wantedBy("lb1", undefined, "office")).toEqual(new Array(4).fill(page));
    expect(wantedBy("lb1", undefined, "beside office")).toEqual([closed, closed]);
    expect(wantedBy("lb1", undefined, "world")).toEqual([closed, closed]);
  });

  test("the web server is told of clients that load balancers refuse", () => {
    const own = layers.filter(({ nodes, asked }) => nodes.includes("web3") && asked.startsWith("desk."));
    const told = own.filter(({ asked }) => asked.includes(" for "));
    const clientsWith = (status: number) =>
      new Set(
        told
          .filter(({ wanted }) => wanted.kind === "status" && wanted.status === status)
          .map(({ asked }) => / for (?<client>[\w ]+) \(/.exec(asked)?.groups?.["client"]),
      );
    // Of campus only staff may see everything.
    expect(clientsWith(403)).toEqual(
      new Set([
        "abusers",
        "beside abusers",
        "office",
        "beside office",
        "world",
        "beside campus",
        "campus",
        "beside staff",
      ]),
    );
    expect(clientsWith(200)).toEqual(new Set(["campus", "staff"]));
  });

  test("the web server is asked for each error that it has a page for", () => {
    const errors = layers.filter(({ asked }) => asked.includes("/.intentlb-lab/"));
    const pages = errors.map(({ wanted }) => (wanted.kind === "status" ? `${wanted.status} ${wanted.page}` : ""));
    expect(errors.length).toBeGreaterThan(0);
    expect(new Set(pages)).toEqual(
      new Set([403, 404, 410, 500, 502, 503, 504].map((status) => `${status} page of the lab for status ${status}`)),
    );
  });

  test("blocked prefixes without a client get an address, too", () => {
    const catalog = layersFleet()["catalog.yaml"] ?? "";
    const wider = catalog.replace("[203.0.113.66/32]", "[203.0.113.66/32, 203.0.113.128/28]");
    const asked = layersOf(plan(labInput({ "catalog.yaml": wider })));
    // The client is in the larger one.
    const blocked = asked.filter(({ client, service }) => client === "a blocked network" && service === "shop");
    expect(new Set(blocked.map(({ probe }) => probe.from))).toEqual(new Set(["203.0.113.66"]));
  });

  test("no client has an address that Linux takes for broadcast", () => {
    const catalog = layersFleet()["catalog.yaml"] ?? "";
    const beside = catalog.replace("staff: [10.1.0.0/16,", "staff: [10.2.0.0/24,");
    const froms = new Set(layersOf(plan(labInput({ "catalog.yaml": beside }))).map(({ probe }) => probe.from));
    expect(["10.2.0.255", "10.2.1.0"].map((from) => froms.has(from))).toEqual([false, true]);
  });

  test("clients at the ends of networks expect what answers at /, not at a route", () => {
    const catalog = layersFleet()["catalog.yaml"] ?? "";
    const routed = catalog
      .replace("backends: {web: {port: 8080}}", "backends: {web: {port: 8080}, other: {port: 8081}}")
      .replace("routes: {/private: {access: {from: [staff]}}}", "routes: {/private: {backend: other}}");
    const wanted = layersOf(plan(labInput({ "catalog.yaml": routed })))
      .filter(({ service, asked }) => service === "desk" && asked.includes("past the firewall"))
      .flatMap((question) => (question.wanted.kind === "member" ? [question.wanted.backend] : []));
    expect(new Set(wanted)).toEqual(new Set(["web"]));
  });

  test("of selected services only", () => {
    const asked = layersOf(plan(labInput(layersFleet()), (service) => service === "shop"));
    expect(new Set(asked.map(({ service }) => service))).toEqual(new Set(["shop"]));
  });
});

describe("leaks", () => {
  const { fleet } = labInput(readFolder("examples/campus"));
  const prefixesOf = (name: string) => {
    const node = fleet.nodes.get(name);
    return node === undefined ? [] : refusedFrom(node, "ipv4", fleet).map(({ prefix }) => prefix);
  };

  test("a load balancer must not announce what is foreign, unused, or somebody else's", () => {
    const found = prefixesOf("lb1");
    expect(found).toContain("192.0.2.0/24");
    expect(found).toContain("192.0.2.53/32");
    expect(found).not.toContain("192.0.2.10/32");
    expect(found).toContain("203.0.113.0/32");
    expect(found).toContain("192.0.2.0/32");
  });

  test("a reflector may pass on all host routes, and nothing else", () => {
    expect(prefixesOf("rr1")).toEqual(["203.0.113.0/32", "192.0.2.0/24"]);
  });

  test("without an AS number, nobody announces anything", () => {
    const titles = (files: Record<string, string>) => plan(labInput(files)).map(({ title }) => title);
    const catalog = layersFleet()["catalog.yaml"] ?? "";
    expect(titles({ "catalog.yaml": catalog })).toContain("nodes announce what is not theirs");
    const alone = readFolder("examples/minimal");
    expect(titles(alone).filter((title) => title.includes("announce"))).toEqual([]);
  });
});
