import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";
import { runCli } from "../support/run-cli.ts";

const MINIMAL = join(packageRoot, "examples/minimal");
const TODAY = ["--today", "2026-06-01"];

/** A copy of the minimal example in `catalog`, with one more file. */
function withMistake(text: string, body: (folder: string) => void): void {
  inTemporaryFolder({}, (folder) => {
    cpSync(MINIMAL, join(folder, "catalog"), { recursive: true });
    writeFileSync(join(folder, "catalog/more.yaml"), text);
    body(folder);
  });
}

test("a clean catalog exits 0, also in strict mode", () => {
  expect(runCli(["lint", "examples/minimal", "--strict", ...TODAY])).toEqual({
    status: 0,
    stdout: "1 service, 2 nodes: no findings\n",
    stderr: "",
  });
});

test("the current folder is the catalog, whatever its name", () => {
  withMistake("", (folder) => {
    const { status, stdout } = runCli(["lint", ...TODAY], { cwd: join(folder, "catalog") });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "1 service, 2 nodes: no findings\n" });
  });
});

test("a mistake is reported with its path relative to the current folder, and exits 1", () => {
  withMistake("teams:\n  mail:\n    emial: mail@shop.example\n", (folder) => {
    const below = join(folder, "below");
    mkdirSync(below);
    const { status, stdout, stderr } = runCli(["lint", "../catalog", ...TODAY], { cwd: below });
    expect(stdout).toContain("  ../catalog/more.yaml:3:5\n  3 |     emial: mail@shop.example\n    |     ^^^^^\n");
    expect(stdout).toContain("did you mean `email`?");
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  });
});

test("broken YAML is a finding like any other", () => {
  withMistake("teams: {mail: [\n", (folder) => {
    const { status, stdout, stderr } = runCli(["lint", "catalog", "--format", "json", ...TODAY], { cwd: folder });
    const findings = JSON.parse(stdout);
    expect(findings[0]).toMatchObject({ code: "yaml/syntax", severity: "error", file: "catalog/more.yaml", line: 2 });
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
  });
});

test("notices and warnings exit 0, and 1 in strict mode", () => {
  withMistake("teams: {mail: {email: mail@shop.example}}\ngroups: {spare: {}}\n", (folder) => {
    const lax = runCli(["lint", "catalog", ...TODAY], { cwd: folder });
    expect(lax.stdout).toContain("notice unused/group");
    expect(lax.status).toBe(0);
    expect(runCli(["lint", "catalog", "--strict", ...TODAY], { cwd: folder })).toEqual({ ...lax, status: 1 });
  });
});

test("single files are linted within their catalog: errors elsewhere are mentioned, not shown", () => {
  withMistake("services:\n  shop2: {extends: std/http-websit}\n", (folder) => {
    const about = runCli(["lint", "catalog/more.yaml", ...TODAY], { cwd: folder });
    expect(about.stdout).toContain("catalog/more.yaml:2:20");
    expect({ status: about.status, stderr: about.stderr }).toEqual({ status: 1, stderr: "" });
    const other = runCli(["lint", "catalog/catalog.yaml", ...TODAY], { cwd: folder });
    expect(other).toEqual({
      status: 0,
      stdout: "2 services, 2 nodes: no findings\n",
      stderr: "intentlb: other files of the catalog have errors: lint the whole catalog to see them\n",
    });
  });
});

test.each(["github", "gitlab", "sarif"])("--format %s prints only that", (format) => {
  withMistake("groups: {spare: {}}\n", (folder) => {
    const { stdout, stderr } = runCli(["lint", "catalog", "--format", format, ...TODAY], { cwd: folder });
    expect(stderr).toBe("");
    if (format === "github") expect(stdout).toMatch(/^::notice file=catalog\/more\.yaml,line=1,[^\n]*\n$/);
    else if (format === "gitlab")
      expect(JSON.parse(stdout)).toMatchObject([{ location: { path: "catalog/more.yaml", lines: { begin: 1 } } }]);
    else expect(JSON.parse(stdout).runs[0].results).toHaveLength(1);
  });
});

test.each([
  [["lint", "nowhere"], "intentlb: nowhere does not exist\n"],
  [["lint", "--today", "2027-02-30"], "Write dates as YYYY-MM-DD."],
  [["lint", "--format", "xml"], "Allowed choices are pretty, json, github, gitlab, sarif."],
  [["lint", "--strikt"], "Did you mean --strict?"],
])("%s is a usage error: exit 2 and no stack trace", (args, message) => {
  const { status, stdout, stderr } = runCli(args);
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
});

test("an empty folder has no catalog", () => {
  inTemporaryFolder({}, (folder) => {
    const { status, stdout } = runCli(["lint"], { cwd: folder });
    expect(stdout).toContain("error catalog/empty");
    expect(status).toBe(1);
  });
});

const ACCEPTING = `
vips:
  one: {ipv4: 192.0.2.20}
  two: {ipv4: 192.0.2.21}
defaults:
  vip: {accept: [{rule: vip/family-missing, reason: IPv4 alone}]}
  service: {balance: {by: haproxy, nodes: lb1}, members: [web1]}
services:
  first: {extends: std/http-website, vip: one, hostnames: [a.shop.example], owner: web, access: {from: [world]}}
  second:
    extends: std/http-website
    vip: two
    hostnames: [b.shop.example]
    owner: web
    access: {from: [world]}
    accept: [{rule: vip/on-one-node, reason: ordered, until: 2026-12-31}]
`;

test("--accepted lists what is accepted, with reasons, and exits 0", () => {
  withMistake(ACCEPTING, (folder) => {
    const list = (...args: string[]) => runCli(["lint", "catalog", "--accepted", ...args, ...TODAY], { cwd: folder });
    const { status, stdout } = list("--strict");
    expect(status).toBe(0);
    expect(stdout).toContain("vip/family-missing the fleet announces IPv6, but some VIPs have no IPv6 address");
    expect(stdout).toContain("note accepted by design (IPv4 alone) catalog/more.yaml:6:18");
    expect(stdout).toContain("note and 1 more VIP: two");
    expect(stdout).not.toContain("bird/anycast");
    const found = JSON.parse(list("--format", "json").stdout);
    expect(found.map((each: { accepted: unknown }) => each.accepted)).toContainEqual({
      reason: "IPv4 alone",
      until: null,
    });
    const { runs } = JSON.parse(list("--format", "sarif").stdout);
    expect(runs[0].results.map((each: { suppressions: unknown }) => each.suppressions)).toContainEqual([
      { kind: "inSource", status: "accepted", justification: "IPv4 alone" },
    ]);
    expect(list("--format", "github").stdout).toMatch(/^::notice .*title=vip\/family-missing/m);
    expect(list("--format", "github").stdout).not.toMatch(/^::(?:warning|error)/m);
  });
});

test("--accepted says if errors may hide more", () => {
  withMistake("teams: {mail: {email: mail@shop.example, pgaer: x}}\n", (folder) => {
    const { status, stderr } = runCli(["lint", "catalog", "--accepted", ...TODAY], { cwd: folder });
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: "intentlb: 1 error in the catalog, so this list may be incomplete\n",
    });
  });
});

test.each([
  ["a broken service counts", "services: {www: {prot: 80}}\n", "2 services, 2 nodes: 1 error\n"],
  ["a broken node counts", "nodes: {web2: {sit: home}}\n", "1 service, 3 nodes: 1 error\n"],
  ["a list hides what it defines", "services:\n  - www: {vip: web}\n", "\n1 error\n"],
  ["a misspelt section hides what it defines", "service: {www: {vip: web}}\n", "\n1 error\n"],
  ["a key without value hides a service", "services:\n  www:\n", "\n1 error\n"],
  ["broken YAML hides a file", "services: {www: {vip: web}\n", "\n1 error\n"],
])("counts are correct, or omitted: %s", (_title, text, end) => {
  withMistake(text, (folder) => {
    const { stdout } = runCli(["lint", "catalog", ...TODAY], { cwd: folder });
    expect(stdout.slice(-end.length)).toBe(end);
    expect(stdout).not.toMatch(/^1 service, 2 nodes/m);
  });
});
