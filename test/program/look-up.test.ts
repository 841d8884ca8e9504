import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { packageRoot } from "../../src/package-root.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";
import { runCli } from "../support/run-cli.ts";

const CAMPUS = ["--catalog", "examples/campus"];

test("show service prints everything that it inherits", () => {
  const { status, stdout } = runCli(["show", "service", "www-archive", ...CAMPUS]);
  expect(status).toBe(0);
  expect(parse(stdout)).toMatchObject({
    state: "production",
    vip: "web",
    members: { web1: {}, web2: { state: "maintenance" }, web3: { weight: 10, backup: true } },
    frontends: { https: { port: 443, tls: { certificate: "wildcard", min_version: "1.2" } } },
  });
});

test("show --format json prints the same", () => {
  const yaml = runCli(["show", "node", "kdc3", ...CAMPUS]);
  const json = runCli(["show", "node", "kdc3", "--format", "json", ...CAMPUS]);
  expect(JSON.parse(json.stdout)).toEqual(parse(yaml.stdout));
  expect(JSON.parse(json.stdout)).toMatchObject({ state: "draining", interface: "eth0", roles: ["anycast-server"] });
});

test("show vip lists the services at the VIP", () => {
  const { stdout } = runCli(["show", "vip", "mail", ...CAMPUS]);
  expect(parse(stdout)).toMatchObject({ ipv4: "192.0.2.25", services: ["imap", "submission"] });
});

test("show profile merges its ancestors", () => {
  const { stdout } = runCli(["show", "profile", "campus-website", ...CAMPUS]);
  expect(parse(stdout).frontends).toMatchObject({
    http: { redirect: "https" },
    https: { tls: { certificate: "wildcard" } },
  });
});

test.each([
  ["network", "campus", ["10.0.0.0/8", "2001:db8::/32"]],
  ["group", "kdc", { description: "Key distribution centres", nodes: ["kdc1", "kdc2", "kdc3"] }],
  ["certificate", "partners", { file: "/etc/haproxy/certs/partners.pem", names: ["partners.api.uni.example"] }],
  ["team", "idm", { email: "idm@uni.example", pager: "idm-oncall" }],
])("show %s %s", (kind, name, value) => {
  expect(parse(runCli(["show", kind, name, ...CAMPUS]).stdout)).toEqual(value);
});

test("show profile prints built-in profiles without a catalog", () => {
  inTemporaryFolder({}, (folder) => {
    const { status, stdout } = runCli(["show", "profile", "std/ldap"], { cwd: folder });
    expect(status).toBe(0);
    expect(parse(stdout)).toMatchObject({ frontends: { ldap: { port: 389 }, ldaps: { port: 636 } } });
  });
});

test("explain shows the layer that set a value and those that it overrode, nearest first", () => {
  const { status, stdout } = runCli(["explain", "ldap.timeouts.client", ...CAMPUS]);
  expect(status).toBe(0);
  // Lines and columns change with edits of the example.
  const lines = stdout.replaceAll(/:\d+:\d+ */g, ":L:C ").split("\n");
  expect(lines.map((line) => line.trimEnd())).toEqual([
    'ldap.timeouts.client = "1h"',
    "  set by     service ldap       examples/campus/services/directory.yaml:L:C",
    '  overrides  profile std/ldap   <built-in>/services/ldap.yaml:L:C "30m"',
    '  overrides  defaults           examples/campus/fleet.yaml:L:C "50s"',
    '  overrides  built-in defaults  <built-in>/services/defaults.yaml:L:C "50s"',
    "",
  ]);
});

test("explain lists the values of a part with their origins", () => {
  const { stdout } = runCli(["explain", "www-physics.routes", ...CAMPUS]);
  expect(stdout).toMatch(
    /^www-physics\.routes\n {2}\/intern\.access\.from = \["campus","vpn"\] {2}service www-physics {2}examples\/campus\/services\/web\.yaml:\d+:\d+\n/,
  );
});

test("explain shows what was removed", () => {
  const { stdout } = runCli(["explain", "api-partners.frontends.http", ...CAMPUS]);
  expect(stdout).toMatch(/^api-partners\.frontends\.http = null \(removed\)\n {2}set by {5}service api-partners /);
  expect(stdout).toContain("overrides  profile std/https-website");
});

/** Without lines and columns, which change with edits of the example. */
function withoutPlaces(text: string): string[] {
  const lines = text.replaceAll(/:\d+:\d+ */g, ":L:C ").split("\n");
  return lines.map((line) => line.trimEnd().replaceAll(/ {2,}(?=\S)/g, "  "));
}

test("explain shows a network, and who refers to it", () => {
  const { status, stdout } = runCli(["explain", "network", "campus", ...CAMPUS]);
  expect(status).toBe(0);
  const lines = withoutPlaces(stdout);
  expect(lines.slice(0, 3)).toEqual([
    'campus = ["10.0.0.0/8","2001:db8::/32"]',
    "  set by  network campus  examples/campus/fleet.yaml:L:C",
    "used by",
  ]);
  // Services, their ports, routes and limits, and ports of nodes.
  expect(lines).toEqual(
    expect.arrayContaining([
      "  services.ldap.frontends.ldap.access.from[0]  examples/campus/services/directory.yaml:L:C",
      "  services.kerberos.ports.kpasswd.from[0]  examples/campus/services/directory.yaml:L:C",
      "  services.www-physics.routes./intern.access.from[0]  examples/campus/services/web.yaml:L:C",
      "  services.moodle.frontends.https.limits.except[0]  examples/campus/services/moodle.yaml:L:C",
      "  nodes.mon1.ports.web.from[0]  examples/campus/nodes/infrastructure.yaml:L:C",
    ]),
  );
});

test.each([
  ["network management", "fleet.management[0]"],
  ["network abusers", "fleet.blocked[0]"],
  ["node kdc1", "services.kerberos.ports.propagation.from_nodes[0]"],
  ["node web2", "services.www-physics.backends.lab.members[0]"],
  ["group lb-main", "services.api-partners.balance.nodes and 10 others"],
  ["group kdc", "nodes.kdc1.groups[0]"],
  ["vip web", "profiles.campus-website.vip and 3 others"],
  ["certificate wildcard", "profiles.campus-website.frontends.https.tls.certificate and 2 others"],
  ["team idm", "services.ldap.owner"],
  ["profile std/https-website", "profiles.campus-website.extends"],
  ["profile campus-website", "services.www.extends"],
])("explain %s shows that %s refers to it", (name, user) => {
  const { stdout } = runCli(["explain", ...name.split(" "), ...CAMPUS]);
  expect(withoutPlaces(stdout).some((line) => line.startsWith(`  ${user}  examples/campus/`))).toBe(true);
});

test("explain of a bare name takes the service, else what else has it", () => {
  const service = runCli(["explain", "ldap", ...CAMPUS]).stdout;
  expect(service).toContain("also the name of a vip: `intentlb explain vip ldap`\n");
  expect(service).toContain("also the name of a group: `intentlb explain group ldap`\n");
  expect(service.startsWith(runCli(["explain", "service", "ldap", ...CAMPUS]).stdout)).toBe(true);
  expect(runCli(["explain", "idm", ...CAMPUS])).toEqual(runCli(["explain", "team", "idm", ...CAMPUS]));
  expect(runCli(["explain", "lb1.addresses", ...CAMPUS]).stdout).toContain("lb1.addresses\n  ipv4 = ");
});

test.each([
  [["explain", "web"], /^intentlb: several things are named `web`: write `intentlb explain vip web` or .*group web/],
  [["explain", "lb9"], /^intentlb: nothing is named `lb9`: did you mean node `lb1`\?\n$/],
  [["explain", "team", "idmm"], /^intentlb: there is no team `idmm`: did you mean `idm`\?\n$/],
  [["explain", "node", "lb1.stat"], /^intentlb: `lb1` has no `stat`: did you mean `state`\?\n$/],
  [["explain", "host", "lb1"], /^intentlb: unknown kind "host"; use service, node,/],
])("%s is reported too", (args, message) => {
  const { status, stdout, stderr } = runCli([...args, ...CAMPUS]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(message);
});

test.each([
  [["explain", "www.acess"], "intentlb: `www` has no `acess`: did you mean `access`?\n"],
  [
    ["explain", "www-physics.routes./inter.access"],
    "intentlb: `www-physics.routes` has no `/inter`: did you mean `/intern`?\n",
  ],
  [["explain", "wwww"], "intentlb: there is no service `wwww`: did you mean `www`?\n"],
  [["explain", "www.state.x"], "intentlb: `www.state` has no keys or elements\n"],
  [["show", "vip", "webb"], "intentlb: there is no vip `webb`: did you mean `web`?\n"],
  [["show", "profile", "std/ldpa"], "intentlb: there is no profile `std/ldpa`: did you mean `std/ldap`?\n"],
])("%s is reported", (args, stderr) => {
  expect(runCli([...args, ...CAMPUS])).toEqual({ status: 2, stdout: "", stderr });
});

test("a broken service is not reported as missing; others can still be looked up", () => {
  inTemporaryFolder({}, (folder) => {
    cpSync(join(packageRoot, "examples/minimal"), folder, { recursive: true });
    writeFileSync(join(folder, "more.yaml"), "services:\n  two: {extends: std/http-website, acces: {}}\n");
    const broken = runCli(["show", "service", "two"], { cwd: folder });
    expect(broken).toMatchObject({ status: 1, stdout: "" });
    expect(broken.stderr).toContain("more.yaml:2:36");
    expect(runCli(["show", "service", "shop"], { cwd: folder })).toMatchObject({ status: 0, stderr: "" });
  });
});
