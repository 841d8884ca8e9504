import { describe, expect, test } from "vitest";
import { FORGED, FORGED_HEADERS, MORE_FORGED_HEADERS } from "../../src/fleet/forged-headers.ts";
import { planNetwork } from "../../src/lab/network/plan-network.ts";
import { planQuestions } from "../../src/prove/questions/plan-questions.ts";
import { FOREIGN, type Question } from "../../src/prove/questions/question.ts";
import { labInput } from "../lab/campus-lab.ts";
import { readFolder } from "../support/read-folder.ts";
import { unevenFleet } from "./uneven-fleet.ts";

const ALERT = { kind: "alert", about: "certificate" };

/** Questions to VIPs. */
function servedBy(questions: readonly Question[]): Question[] {
  return questions.filter(({ asked }) => !/ port \d+ of /.test(asked));
}

/** Attempts to make a tunnel. */
function isTunnel({ asked }: Question): boolean {
  return /^CONNECT | with Upgrade: /.test(asked);
}

function isPlain(question: Question): boolean {
  return !isTunnel(question) && !question.asked.endsWith("other forged headers");
}

/** Whether the question forges all headers that a member may trust. */
function isForged({ probe }: Question): boolean {
  return FORGED_HEADERS.every((name) => probe.says.includes(`\r\n${name}: ${FORGED}\r\n`));
}

function questionsOf(files: Readonly<Record<string, string>>): Question[] {
  const input = labInput(files);
  return planQuestions(input, planNetwork(input.fleet, input.claims)).filter(isPlain);
}

describe("questions to campus", () => {
  const input = labInput(readFolder("examples/campus"));
  const all = planQuestions(input, planNetwork(input.fleet, input.claims));
  const questions = all.filter(isPlain);
  const asked = (service: string, what: string, client: string) =>
    questions.filter(
      (question) => question.service === service && question.asked === what && question.client === client,
    );
  const wanted = (service: string, what: string, client: string) => {
    const found = asked(service, what, client).map((question) => question.wanted);
    expect(found.length, `${service} ${what} ${client}`).toBeGreaterThan(0);
    for (const each of found) expect(each).toEqual(found[0]);
    return found[0];
  };

  test("cover everything that is served, from an allowed client", () => {
    const uncovered = input.claims.serves.filter(
      ({ service, address, port, hostname, path }) =>
        !questions.some(
          (question) =>
            question.service === service &&
            question.probe.to === address &&
            question.probe.port === port &&
            question.wanted.kind !== "nothing" &&
            question.wanted.kind !== "status" &&
            question.asked.includes(hostname ?? "") &&
            question.asked.endsWith(path ?? ""),
        ),
    );
    expect(uncovered).toEqual([]);
  });

  test("try to make a tunnel of each frontend that reads requests, on each load balancer", () => {
    const tried = all.filter(isTunnel).filter(({ service, family }) => service === "www" && family === "ipv6");
    expect(tried.map(({ asked: what, nodes }) => `${what.replace(/https?:\S+/, "")} on ${nodes}`).sort()).toEqual([
      " with Upgrade: h2c on lb1",
      " with Upgrade: h2c on lb2",
      " with Upgrade: h2c, websocket on lb1",
      " with Upgrade: h2c, websocket on lb2",
      "CONNECT uni.example:443 at  on lb1",
      "CONNECT uni.example:443 at  on lb2",
      "CONNECT uni.example:80 at  on lb1",
      "CONNECT uni.example:80 at  on lb2",
    ]);
  });

  test("forge every header that a member may trust, on each load balancer", () => {
    const forged = all.filter(
      ({ service, asked: what, family }) =>
        service === "moodle" && family === "ipv4" && what.endsWith("other forged headers"),
    );
    expect(new Set(forged.flatMap(({ nodes }) => nodes))).toEqual(new Set(["lb1", "lb2"]));
    const said = forged.map(({ probe }) => probe.says).join("");
    expect(MORE_FORGED_HEADERS.filter((name) => !said.includes(`\r\n${name}: ${FORGED}\r\n`))).toEqual([]);
  });

  test("test each service in both families, and some also from clients that are not allowed", () => {
    for (const service of input.fleet.services.keys()) {
      const own = questions.filter((question) => question.service === service);
      expect(new Set(own.map(({ family }) => family)), service).toEqual(new Set(["ipv4", "ipv6"]));
      expect(
        own.some((question) => question.wanted.kind === "nothing"),
        service,
      ).toBe(true);
    }
  });

  test("a route narrows access: the load balancer denies others", () => {
    const intern = "https://physik.uni.example/intern";
    const certificate = ["physik.uni.example", "www.physik.uni.example", "physics.uni.example"];
    const headers = { "strict-transport-security": "max-age=15552000" };
    expect(wanted("www-physics", intern, "vpn")).toMatchObject({
      ...{ kind: "member", backend: "web", machines: ["web1", "web3"], told: "http", sees: "header" },
      receives: {
        ...{ "X-Forwarded-Proto": "https", "X-Forwarded-Host": "physik.uni.example", "X-Forwarded-Port": "443" },
        ...{ "X-Request-ID": { some: true }, X_Request_ID: null },
      },
      cookie: { name: "SRV", attributes: ["httponly", "secure"] },
      ...{ certificate, headers },
    });
    expect(wanted("www-physics", intern, "world")).toEqual({ kind: "status", status: 403, certificate, headers });
    expect(wanted("www-physics", intern, "abusers")).toEqual({ kind: "nothing" });
  });

  test("a restricted route is tested in other spellings, by a client that is allowed everywhere else", () => {
    const spelled = questions.filter(({ asked: what }) => what.includes("another spelling of /intern"));
    const at = (node: string) => spelled.filter(({ nodes }) => nodes.includes(node));
    const statuses = (node: string) =>
      at(node).map(({ asked: what, wanted: each }) => [what, each.kind === "status" && each.status]);
    expect(statuses("lb1")).toEqual(
      [
        ...[["%69ntern", 403] as const, ["INTERN", 403] as const, ["x/..//./intern", 403] as const],
        ...[["%2569ntern", 403] as const, ["x/..%2fintern", 400] as const, ["x/..;/intern", 400] as const],
        ...[["x;%2fintern", 400] as const, ["%69ntern", 403, " over HTTP/2"] as const],
      ].map(([path, status, how = ""]) => [
        `https://physik.uni.example/${path}, another spelling of /intern,${how}`,
        status,
      ]),
    );
    expect(spelled.map(({ probe }) => probe.says.split(" HTTP")[0])).toContain("GET /%2569ntern");
    expect(statuses("lb2")).toEqual(statuses("lb1"));
    for (const { client, family } of spelled) expect([client, family]).toEqual(["world", "ipv4"]);
  });

  test("other routes and redirects lead to the same place if a letter is encoded", () => {
    const spelled = questions.filter(
      ({ asked: what, nodes }) => /another spelling of (?!\/intern)/.test(what) && nodes.includes("lb2"),
    );
    expect(spelled.map(({ asked: what, wanted: each }) => [what, each])).toEqual([
      ["https://physik.uni.example/%6cab, another spelling of /lab,", expect.objectContaining({ machines: ["web2"] })],
      ["https://physik.uni.example/%61lt, another spelling of /alt,", expect.objectContaining({ status: 302 })],
    ]);
  });

  test("routes, redirects and canonical names lead where the catalog says", () => {
    expect(wanted("www-physics", "https://physik.uni.example/lab", "world")).toMatchObject({ machines: ["web2"] });
    expect(wanted("www-physics", "https://physik.uni.example/alt", "world")).toMatchObject({
      ...{ kind: "redirect", status: 302, to: "https://archiv.uni.example/" },
    });
    expect(wanted("www-physics", "https://physics.uni.example/", "world")).toMatchObject({
      ...{ kind: "redirect", status: 301, to: "https://physik.uni.example/" },
    });
    expect(wanted("www", "http://www.uni.example/", "world")).toMatchObject({ to: "https://www.uni.example/" });
  });

  test("members in reserve or maintenance and on draining nodes get no requests", () => {
    expect(wanted("www-archive", "https://archiv.uni.example/", "campus")).toMatchObject({ machines: ["web1"] });
    expect(wanted("ldap", "tcp port 389", "campus")).toMatchObject({ machines: ["ldap1", "ldap2"] });
    const kerberos = servedBy(questions).filter(({ service }) => service === "kerberos");
    expect(new Set(kerberos.flatMap(({ nodes }) => nodes))).toEqual(new Set(["kdc1", "kdc2"]));
  });

  test("a frontend's access is narrower than its service's", () => {
    expect(wanted("ldap", "tcp port 389", "world")).toEqual({ kind: "nothing" });
    expect(wanted("ldap", "tcp port 636", "world")).toMatchObject({ kind: "member" });
  });

  test("each member of a backend gets requests from each load balancer", () => {
    const count = (node: string) =>
      questions.filter(
        ({ service, nodes, wanted: each }) =>
          service === "www" && nodes.includes(node) && each.kind === "member" && each.backend === "web",
      ).length;
    expect([count("lb1"), count("lb2")].every((each) => each >= 12)).toBe(true);
    const lab = questions.filter(({ wanted: each }) => each.kind === "member" && each.backend === "tls");
    expect(lab.filter(({ nodes }) => nodes.includes("lb2")).length).toBe(8);
  });

  test("a backend with persistence gets several requests of one client, through one load balancer", () => {
    const visits = questions.filter(({ probe }) => probe.visits !== undefined);
    expect(visits.map(({ service, family }) => `${service} ${family}`)).toEqual([
      ...["imap ipv4", "imap ipv6", "moodle ipv4", "moodle ipv6", "www-physics ipv4", "www-physics ipv6"],
    ]);
    for (const { nodes, wanted: each } of visits) expect([nodes.length, each]).toMatchObject([1, { keeps: true }]);
  });

  test("a planned service does not answer", () => {
    const own = questions.filter(({ service }) => service === "ldap-write");
    expect(own.length).toBeGreaterThan(20);
    for (const question of own) expect(question.wanted).toEqual({ kind: "nothing" });
  });

  test("client certificates: one of each kind from one client for each place, if they are required", () => {
    const target = "https://partners.api.uni.example/";
    const own = questions.filter(({ service, asked: what }) => service === "api-partners" && what.startsWith(target));
    const shown = (what: string) => own.filter((each) => each.asked === `${target}${what}`);
    const none = shown(" without a client certificate");
    const foreign = shown(" with a client certificate of another authority");
    expect(none.map(({ nodes, family }) => `${nodes.join()} ${family}`)).toEqual([
      ...["lb1 ipv4", "lb2 ipv4", "lb1 ipv6", "lb2 ipv6"],
    ]);
    for (const { probe, wanted: alert } of none) expect([probe.tls?.shows, alert]).toEqual([undefined, ALERT]);
    for (const { probe, wanted: alert } of foreign) expect([probe.tls?.shows, alert]).toEqual([FOREIGN, ALERT]);
    expect(foreign).toHaveLength(none.length);
    for (const { probe } of shown("")) expect(probe.tls?.shows).toBe("/etc/ssl/certs/partners-ca.pem");
  });

  test("versions of TLS: the least is answered, the one below it is refused", () => {
    const own = questions.filter(({ service, asked: what }) => service === "www" && what.endsWith(" alone"));
    expect(new Set(own.map(({ asked: what, wanted: { kind } }) => `${what} ${kind}`))).toEqual(
      new Set(["https://uni.example/ by TLS 1.2 alone member", "https://uni.example/ by TLS 1.1 alone alert"]),
    );
    expect(own).toHaveLength(8);
  });

  test("headers are forged in HTTP, not in streams", () => {
    const ofWeb = questions.filter(
      ({ asked: what, service, wanted: { kind } }) =>
        /^https?:/.test(what) && service === "www-physics" && kind !== "alert",
    );
    expect([ofWeb.length > 0, ofWeb.every(isForged)]).toEqual([true, true]);
    expect(questions.filter(({ asked: what }) => !/^https?:/.test(what)).some(isForged)).toBe(false);
  });

  test("members get the client's address as the backend says", () => {
    expect(wanted("submission", "tcp port 587", "world")).toMatchObject({ sees: "address" });
    expect(wanted("imap", "tcp port 993", "world")).toMatchObject({ sees: "balancer" });
  });

  test("questions reach the nearest node", () => {
    const [north, south] = asked("www", "http://www.uni.example/", "campus").filter(({ family }) => family === "ipv4");
    expect([north?.nodes, south?.nodes]).toEqual([["lb1"], ["lb2"]]);
  });
});

describe("questions to minimal", () => {
  const files = readFolder("examples/minimal");
  const catalog = files["catalog.yaml"] ?? "";
  const changed = (...changes: readonly (readonly [string, string])[]) => {
    let text = catalog;
    for (const [from, to] of changes) {
      expect(text).toContain(from);
      text = text.replace(from, to);
    }
    return questionsOf({ "catalog.yaml": text });
  };
  const portsOf = (questions: readonly Question[], client: string) =>
    questions
      .filter((each) => each.client === client && each.family === "ipv4" && !servedBy([each]).includes(each))
      .map(({ asked, wanted }) => `${asked} ${wanted.kind}`);

  test("reach its member", () => {
    const questions = servedBy(questionsOf(files));
    expect(questions.map(({ client, family }) => `${client} ${family}`)).toEqual([
      ...["office ipv4", "world ipv4", "office ipv6", "world ipv6"],
    ]);
    for (const { wanted } of questions) expect(wanted).toMatchObject({ kind: "member", machines: ["web1"] });
  });

  test("test each port of the machines themselves, from sources that claims admit and from others", () => {
    const questions = questionsOf(files);
    const keptOut = ["tcp port 80 of web1 nothing"];
    expect(portsOf(questions, "world")).toEqual([
      "tcp port 22 of lb1 nothing",
      "tcp port 8404 of lb1 nothing",
      "tcp port 22 of web1 nothing",
      ...keptOut,
    ]);
    expect(portsOf(questions, "office")).toEqual([
      "tcp port 22 of lb1 reached",
      "tcp port 8404 of lb1 reached",
      "tcp port 22 of web1 reached",
      ...keptOut,
    ]);
    for (const { service, asked } of questions) expect(service === undefined).toBe(/ (22|8404) of /.test(asked));
  });

  const spelledIn = (routes: string, from = "world") =>
    changed(
      ["from: [world]", `from: [${from}]`],
      ["    members: [web1]\n", `    members: [web1]\n    routes: {${routes}}\n`],
    ).flatMap(
      ({ asked }) => /^http:\/\/[^/]+(\S+), another spelling of (\S+),$/.exec(asked)?.slice(1).join(" of ") ?? [],
    );

  test("vary the spelling of each restricted route, but less of open ones, and not of those behind a closed frontend", () => {
    const restricted = "{access: {from: [office]}}";
    expect(spelledIn(`/API/v1: ${restricted}`)).toEqual([
      ...["/%41PI/v1 of /API/v1", "/API/V1 of /API/v1", "/x/..//./API/v1 of /API/v1"],
      ...["/%2541PI/v1 of /API/v1", "/x/..%2fAPI/v1 of /API/v1"],
      ...["/x/..;/API/v1 of /API/v1", "/x;%2fAPI/v1 of /API/v1"],
    ]);
    expect(spelledIn(`/A: ${restricted}`)).toContain("/a of /A");
    expect(spelledIn(`/1: ${restricted}`)).toEqual([
      ...["/%31 of /1", "/x/..//./1 of /1", "/%2531 of /1", "/x/..%2f1 of /1"],
      ...["/x/..;/1 of /1", "/x;%2f1 of /1"],
    ]);
    expect(spelledIn(`/: ${restricted}`)).toEqual([]);
    expect(spelledIn("/open: {backend: web}")).toEqual(["/%6fpen of /open"]);
    expect(spelledIn(`/intern: ${restricted}`, "office")).toEqual([]);
  });

  test("a service in maintenance answers 503", () => {
    const questions = servedBy(changed(["    owner: web\n", "    owner: web\n    state: maintenance\n"]));
    for (const { wanted } of questions) expect(wanted).toMatchObject({ kind: "status", status: 503 });
  });

  test("a retired service does not answer", () => {
    const questions = servedBy(changed(["    owner: web\n", "    owner: web\n    state: retired\n"]));
    expect(questions).toHaveLength(4);
    for (const { wanted } of questions) expect(wanted.kind).toBe("nothing");
  });

  test("an unmanaged firewall is not tested", () => {
    const questions = changed(
      ["from: [world]", "from: [office]"],
      ["    roles: [load-balancer]\n", "    roles: [load-balancer]\n    emit: {nftables: false}\n"],
    );
    expect(new Set(servedBy(questions).map(({ client }) => client))).toEqual(new Set(["office"]));
    expect(questions.filter(({ nodes }) => nodes.includes("lb1"))).toEqual(servedBy(questions));
  });
});

describe("questions to web servers without load balancers", () => {
  const questions = servedBy(questionsOf(readFolder("generators/apache/cases/connections/catalog")));

  test.each(["anywhere", "papers"])("forge headers that Apache must remove: %s", (service) => {
    const streams = questions.filter((each) => each.service === service && each.asked.startsWith("tcp port "));
    const answered = streams.filter(({ wanted }) => wanted.kind === "member");
    expect([answered.length > 0, answered.every(isForged)]).toEqual([true, true]);
  });
});

describe("questions to uneven nodes", () => {
  const questions = servedBy(questionsOf(unevenFleet()));
  const nodesOf = (service: string, family: string) => {
    const own = questions.filter((question) => question.service === service && question.family === family);
    return [...new Set(own.map(({ nodes }) => nodes.join(" ")))];
  };

  test("reach the nodes that announce the VIP, in each family", () => {
    expect(nodesOf("shop", "ipv4")).toEqual(["lb1", "lb2"]);
    expect(nodesOf("shop", "ipv6")).toEqual(["lb1"]);
  });

  test("reach preferred sites from everywhere, as long as one of them announces", () => {
    expect(nodesOf("leaning", "ipv4")).toEqual(["lb2"]);
    expect(nodesOf("leaning", "ipv6")).toEqual(["lb1"]);
    expect([...nodesOf("names", "ipv4"), ...nodesOf("names", "ipv6")]).toEqual(["dns1", "dns1"]);
  });

  test("a draining node with its own VIP gets no traffic", () => {
    const drained = questions.filter(({ service }) => service === "left" || service === "emptied");
    expect(new Set(drained.map(({ asked }) => asked))).toEqual(new Set(["tcp port 80", "tcp port 53", "udp port 53"]));
    for (const { nodes, wanted } of drained) {
      expect([nodes, wanted]).toEqual([[], { kind: "nothing" }]);
    }
  });

  test("without BGP, a draining node still gets traffic", () => {
    const [without = ""] = Object.values(unevenFleet()).map((text) => text.replace("  asn: 64512\n", ""));
    const lines = without.split("\n").filter((line) => !line.includes("route-reflector"));
    const own = servedBy(questionsOf({ "catalog.yaml": lines.join("\n") })).filter(({ service }) => service === "left");
    expect(own.filter(({ family }) => family === "ipv6").map(({ nodes }) => nodes)).toContainEqual(["lb1"]);
    for (const { wanted } of own) expect(wanted.kind).toBe("member");
  });
});
