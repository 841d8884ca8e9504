import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../../src/package-root.ts";
import type { Compilation } from "../../../src/pipeline.ts";
import { compileText } from "../../../test/support/compile-text.ts";
import { readFolder } from "../../../test/support/read-folder.ts";
import { apache } from "../index.ts";
import { buildModel } from "../model.ts";

const SITES = readFolder(join(packageRoot, "generators/apache/cases/sites/catalog"));

function compileSites(change: (text: string) => string = (text) => text): Compilation {
  const compilation = compileText({ "catalog.yaml": change(SITES["catalog.yaml"] ?? "") });
  expect(compilation.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  return compilation;
}

function pathsOf({ files }: Compilation, node: string): string[] {
  return files.filter((file) => file.daemon === "apache" && file.node === node).map(({ path }) => path);
}

test("Apache binds the ports of members on managed web servers, in both families", () => {
  const { claims } = compileSites();
  const binds = claims?.binds.filter(({ by }) => by === "apache") ?? [];
  const said = binds.map(({ nodes, family, address, port, services }) => [
    ...nodes,
    family,
    address,
    port,
    ...services,
  ]);
  expect(said).toEqual(
    expect.arrayContaining([
      ["web1", "ipv4", "*", 8080, "physics", "www"],
      ["web1", "ipv6", "*", 8080, "physics", "www"],
      ["web2", "ipv4", "*", 8081, "physics"],
    ]),
  );
  expect(new Set(binds.flatMap(({ nodes }) => nodes))).toEqual(new Set(["web1", "web2"]));
});

test("nodes share the block of a common site", () => {
  const { files } = compileSites();
  const [first, second] = files.filter(({ path }) => path === "etc/apache2/intentlb/www.conf");
  expect(first?.node).not.toBe(second?.node);
  expect(first?.blocks.at(-1)).toBe(second?.blocks.at(-1));
});

test.each([
  ["emit: {apache: false}", "roles: [web-server]", "emit: {apache: false}, roles: [web-server]"],
  ["state: planned", "roles: [web-server]", "state: planned, roles: [web-server]"],
  ["another role", "roles: [web-server]", "roles: [server]"],
])("a node with %s gets no files", (_what, from, to) => {
  const compilation = compileSites((text) => text.replace(`web1: {site: north, ${from}`, `web1: {site: north, ${to}`));
  expect(pathsOf(compilation, "web1")).toEqual([]);
  expect(pathsOf(compilation, "web2")).not.toEqual([]);
});

test("a planned service is in no file", () => {
  const compilation = compileSites((text) => text.replace("  staff:\n", "  staff:\n    state: planned\n"));
  expect(pathsOf(compilation, "web1")).not.toContain("etc/apache2/intentlb/staff.conf");
  const text = JSON.stringify(
    compilation.files.filter(({ daemon }) => daemon === "apache").map(({ blocks }) => blocks.map(({ lines }) => lines)),
  );
  expect(text).not.toContain("staff");
});

test("certificates that members present must exist on them", () => {
  const { fleet } = compileSites();
  const node = fleet?.nodes.get("web1");
  if (fleet === undefined || node === undefined) throw new Error("no web1");
  expect(apache.daemon.requires?.({ fleet, model: buildModel(fleet) }, node)).toEqual([
    "/etc/ssl/private/wildcard.pem",
  ]);
});

test("load balancers are trusted in the family in which they reach members", () => {
  const compilation = compileSites((text) => text.replace("  name: sites\n", "  name: sites\n  member_family: ipv6\n"));
  const site = compilation.files.find(({ node, path }) => node === "web1" && path.endsWith("www.conf"));
  const lines = site?.blocks.flatMap((block) => block.lines).filter((line) => line.includes("RemoteIPInternalProxy"));
  expect(lines?.map((line) => line.trim())).toEqual([
    "RemoteIPInternalProxy 2001:db8:1:1::11",
    "RemoteIPInternalProxy 2001:db8:2:1::11",
  ]);
});
