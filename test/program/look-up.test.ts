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
