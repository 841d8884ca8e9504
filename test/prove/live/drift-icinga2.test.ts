import { expect, test } from "vitest";
import { readBack } from "../../../generators/icinga2/read-back.ts";
import { sayObjects } from "../../../generators/icinga2/test/live/lab/list-objects.ts";
import { block } from "../../../src/contract/block.ts";
import type { Said } from "../../../src/contract/said.ts";
import type { LabInput } from "../../../src/lab/lab-input.ts";
import type { HeardDaemon, HeardNode } from "../../../src/prove/drift/ask-daemons.ts";
import { compareChecks } from "../../../src/prove/drift/compare-checks.ts";
import { compareNodeWatches } from "../../../src/prove/drift/compare-node-watches.ts";
import { compareWatches } from "../../../src/prove/drift/compare-watches.ts";
import { findUnchecked } from "../../../src/prove/drift/find-unchecked.ts";
import { labInput } from "../../lab/campus-lab.ts";
import { describeWith } from "../../support/daemons.ts";
import { readFolder } from "../../support/read-folder.ts";
import { plant } from "./proof-lab.ts";

const CAMPUS = labInput(readFolder("examples/campus"));
const VIPS = "mon1/etc/icinga2/intentlb/vips.conf";
const SERVICES = "mon1/etc/icinga2/intentlb/services.conf";
const TEAMS = "mon1/etc/icinga2/intentlb/teams.conf";
const RULES = "mon1/etc/icinga2/intentlb/rules.conf";
const NODES = "mon1/etc/icinga2/intentlb/nodes.conf";
const PAGED_NOBODY = '"Mailbox access", teams = [ "mail" ], pagers = []';
const NOT_SILENT = 'teams = [ "web" ], pagers = []';
const PAGES_IPV6 = 'vars.pagers = if (check.page && host.vars.family == "ipv6") {';
const LATE = "certificate_warn_days = 3, certificate_critical_days = 1";
const POOLS = "mon1/etc/icinga2/intentlb/pools.conf";

const TELLS: Readonly<Record<string, HeardDaemon["tells"]>> = {
  icinga2: ["check", "watch", "node-watch"],
  haproxy: ["check"],
  bird: ["session"],
};

/** Owners of services in production get mail about what has no owner. */
const OWNERS = "idm@uni.example, it@physics.uni.example, mail@uni.example and 2 more";

const SESSION = 'IntentlbSessions["rr2"]["core1-v6"] = { peer = "core1", family = "ipv6"';
const LOUD = " }";
const SILENT = ", silent = true }";
const RR2 = 'groups = [ "role:route-reflector", "site:south" ]\n';

/** Drift of an Icinga that runs on the monitoring host's files: which service, what, and where. */
async function mismatches(input: LabInput): Promise<string[][]> {
  const files = input.tree.files.map(({ file, content }) => ({
    ...file,
    blocks: [block(file.path, content.bytes.toString("utf8").split("\n"))],
  }));
  const listing = sayObjects(files, "mon1");
  const answers = await readBack.ask?.({ name: "mon1", sockets: [], run: async () => listing });
  const monitoring = hear("mon1", "icinga2", answers?.said ?? []);
  const routing = [...input.fleet.nodes.keys()].map((node) => hear(node, "bird", []));
  return [
    ...compareChecks(monitoring, input),
    ...compareWatches(monitoring, input),
    ...compareNodeWatches(monitoring, routing, input),
    ...findUnchecked([monitoring, ...balancers()], input),
  ].map(({ services, node, wanted, seen }) => [services.join(), node, wanted, seen]);
}

/** Load balancers without drift. */
function balancers(): HeardNode[] {
  const checks = CAMPUS.claims.checks.filter(({ by }) => by === "haproxy");
  return ["lb1", "lb2"].map((asker) => {
    const own = checks.filter(({ nodes }) => nodes.includes(asker));
    return hear(
      asker,
      "haproxy",
      own.map(({ kind, service, address, family, port }) => ({ kind, asker, service, address, family, port })),
    );
  });
}

function hear(node: string, daemon: string, said: readonly Said[]): HeardNode {
  const tellsForAgents = daemon === "icinga2" ? { tellsForAgents: true as const } : {};
  return {
    node,
    sockets: [],
    settings: { wanted: [], seen: [] },
    daemons: new Map([[daemon, { tells: TELLS[daemon] ?? [], ...tellsForAgents, said, sockets: [], unclear: [] }]]),
  };
}

/** A text without the lines that start with a prefix. */
function withoutLine(place: string, beginning: string): LabInput {
  const text = CAMPUS.tree.files.find((file) => file.place === place)?.content.bytes.toString("utf8") ?? "";
  const line = text.split("\n").find((each) => each.trim().startsWith(beginning));
  return plant(CAMPUS, [{ place, from: `${line}\n`, to: "" }]);
}

describeWith(["icinga2", "openssl", "namespaces"], "drift of Icinga", () => {
  test("has no drift", async () => {
    expect(await mismatches(CAMPUS)).toEqual([]);
  });

  test("a check of a frontend is missing", async () => {
    const missing = (address: string) =>
      ["lb1", "lb2", "mon1"].map((asker) => [
        ...["www", asker, `${address} port 443 www.uni.example /healthz by http`, "no such check"],
      ]);
    expect(await mismatches(withoutLine(VIPS, '"www:https" ='))).toEqual([
      ...missing("192.0.2.10"),
      ...missing("2001:db8:53::10"),
    ]);
  });

  test("a frontend is not checked at all", async () => {
    expect(await mismatches(withoutLine(VIPS, '"moodle:http" ='))).toEqual([
      ["moodle", "mon1", "192.0.2.11 port 80 moodle.uni.example / by http", "no such check"],
      ["moodle", "mon1", "2001:db8:53::11 port 80 moodle.uni.example / by http", "no such check"],
      ["moodle", "lb1", "frontend http at 192.0.2.11 tcp/80", "not checked"],
      ["moodle", "lb1", "frontend http at 2001:db8:53::11 tcp/80", "not checked"],
    ]);
  });

  test("members are not checked", async () => {
    expect(await mismatches(withoutLine(POOLS, 'IntentlbPools["imap:imaps'))).toEqual([
      ["imap", "mon1", "10.1.10.1 port 993 by tls", "no such check"],
      ["imap", "mon1", "10.2.10.2 port 993 by tls", "no such check"],
    ]);
  });

  test("a port without a listener is checked", async () => {
    const wrong = plant(CAMPUS, [{ place: POOLS, from: 'tcp_port = "993"', to: 'tcp_port = "994"' }]);
    expect(await mismatches(wrong)).toEqual([
      ["imap", "mon1", "10.1.10.1 port 993 by tls", "no such check"],
      ["imap", "mon1", "10.2.10.2 port 993 by tls", "no such check"],
      ["imap", "mon1", "no check of 10.1.10.1 port 994", "it is checked"],
      ["imap", "mon1", "no check of 10.2.10.2 port 994", "it is checked"],
    ]);
  });

  test("the wrong people are told", async () => {
    const wrong = plant(CAMPUS, [
      { place: SERVICES, from: '"Mailbox access", teams = [ "mail" ], pagers = [ "mail" ]', to: PAGED_NOBODY },
      { place: SERVICES, from: '"The university\'s home page", teams = [ "web" ]', to: '"home", teams = []' },
      { place: SERVICES, from: "teams = [], pagers = [], silent = true", to: NOT_SILENT },
      { place: TEAMS, from: 'pager = "idm-oncall"', to: 'pager = "away"' },
    ]);
    expect(await mismatches(wrong)).toEqual([
      ["imap", "mon1", "mail-oncall", "nobody"],
      ["kerberos", "mon1", "idm-oncall", "away"],
      ["ldap", "mon1", "idm-oncall", "away"],
      ["www", "mon1", "web@uni.example", "nobody"],
      ["www-old-names", "mon1", "nobody", "web@uni.example"],
      ["", "mon1", "idm-oncall", "away"],
      ["", "mon1", "idm-oncall, mail-oncall", "away, mail-oncall"],
    ]);
  });

  test("only the probes of one address page nobody", async () => {
    const wrong = plant(CAMPUS, [{ place: RULES, from: "vars.pagers = if (check.page) {", to: PAGES_IPV6 }]);
    expect((await mismatches(wrong)).map(([service, , wanted, seen]) => [service, wanted, seen])).toEqual([
      ["imap", "mail-oncall", "nobody"],
      ["kerberos", "idm-oncall", "nobody"],
      ["ldap", "idm-oncall", "nobody"],
      ["resolver", "network-oncall", "nobody"],
      ["submission", "mail-oncall", "nobody"],
    ]);
  });

  test("a check of members takes other statuses for healthy", async () => {
    const statuses = plant(CAMPUS, [{ place: POOLS, from: "HTTP/1.0 303,HTTP/1.1 303", to: "HTTP/1.0 5,HTTP/1.1 5" }]);
    const [asked, seen] = [
      "port 443 moodle.uni.example /login/index.php by https, status 200, 303",
      "status 200, 500-599",
    ];
    expect(await mismatches(statuses)).toEqual([
      ["moodle", "mon1", `10.1.8.31 ${asked}`, seen],
      ["moodle", "mon1", `10.2.8.32 ${asked}`, seen],
    ]);
  });

  test("checks are rare, and certificates are watched too late", async () => {
    const wrong = plant(CAMPUS, [
      { place: RULES, from: "check_interval = 5m", to: "check_interval = 1d" },
      { place: VIPS, from: "certificate_warn_days = 30, certificate_critical_days = 14", to: LATE },
    ]);
    const found = await mismatches(wrong);
    const rare = "192.0.2.10 port 443 www.uni.example /healthz by http, every 300 s";
    expect(found).toContainEqual(["www", "lb1", rare, "every 86400 s"]);
    const days = ["30 days before, 14 days before", "3 days before, 1 days before"];
    expect(found.filter(([service]) => service === "submission")).toContainEqual(["submission", "mon1", ...days]);
  });

  test.each<[mistake: string, from: string, to: string, found: readonly string[]]>([
    [
      "members' checks tell nobody",
      "  vars.teams = facts.teams\n  enable_notifications = !facts.silent && !host.vars.silent && !(host.name in pool.silent)",
      "  enable_notifications = !facts.silent && !host.vars.silent && !(host.name in pool.silent)",
      ["moodle", "mon1", "web@uni.example", "nobody"],
    ],
    [
      "checks at VIPs are loud while HAProxy is down",
      'vars.needs = if (facts.haproxy && host.vars.haproxy) { "haproxy" }',
      'vars.needs = if (facts.haproxy && host.vars.haproxy) { "agent" }',
      ["", "mon1", "a failure of load balancer of lb1", "none"],
    ],
    [
      "the first failure of a host holds nothing back",
      "ignore_soft_states = false",
      "ignore_soft_states = true",
      ["", "mon1", "a failure of the same host", "none"],
    ],
    [
      "nobody hears of failures, but of acknowledgements",
      "types = [ Problem, Acknowledgement, Recovery, Custom ]",
      "types = [ Acknowledgement ]",
      ["www", "mon1", "web@uni.example", "nobody"],
    ],
  ])("%s", async (_mistake, from, to, found) => {
    expect(await mismatches(plant(CAMPUS, [{ place: RULES, from, to }]))).toContainEqual(found);
  });

  test.each<[mistake: string, place: string, from: string, to: string, wanted: string, seen: string]>([
    ["a session is not watched", NODES, `${SESSION}${LOUD}`, "", "one", "none"],
    ["a session is watched silently", NODES, `${SESSION}${LOUD}`, `${SESSION}${SILENT}`, OWNERS, "none"],
    ["a node does not tell", NODES, RR2, `${RR2}  enable_notifications = false\n`, OWNERS, "none"],
    ["a node has another address", NODES, 'address6 = "2001:db8:2:1::1"', "", "10.2.1.1, 2001:db8:2:1::1", "10.2.1.1"],
    [
      "an agent's checks are loud",
      RULES,
      'assign where service.vars.needs == "agent"',
      "assign where false",
      "a failure of the same host",
      "none",
    ],
    ["a check has no service", RULES, 'groups = [ "service:" + view.service ]', "", "a service of the catalog", "none"],
  ])("%s", async (_mistake, place, from, to, wanted, seen) => {
    const found = await mismatches(plant(CAMPUS, [{ place, from, to }]));
    expect(found).toEqual([["", "mon1", wanted, seen]]);
  });
});
