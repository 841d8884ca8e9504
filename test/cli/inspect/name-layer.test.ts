import { expect, test } from "vitest";
import { nameLayer } from "../../../src/cli/inspect/name-layer.ts";
import { findThing } from "../../../src/cli/inspect/things.ts";
import { find, keySpan, type Path } from "../../../src/contract/tree.ts";
import { compileText } from "../../support/compile-text.ts";
import { readFolder } from "../../support/read-folder.ts";

const { fleet } = compileText({
  ...readFolder("examples/minimal"),
  "more.yaml": `
defaults: {service: {timeouts: {queue: 7s}}}
profiles:
  house: {extends: std/http-website, monitoring: {page: &no false}}
  unused: {timeouts: &slow {server: 9s}}
services:
  second:
    extends: house
    owner: web
    vip: {ipv4: 192.0.2.11}
    hostnames: [second.shop.example]
    access: {from: [world]}
    balance: {by: haproxy, nodes: lb1}
    members: [web1]
    timeouts: *slow
    backends: {web: {check: {fall: 9}, compression: *no}}
`,
});
const service = fleet === undefined ? undefined : findThing(fleet, "service", "second");

test.each<[Path, string]>([
  [["vip", "ipv4"], "service second"],
  [["backends", "web", "check", "fall"], "service second"],
  [["backends", "web", "check", "path"], "profile std/http-website"],
  [["backends", "web", "compression"], "service second"],
  [["timeouts"], "service second"],
  [["timeouts", "server"], "anchor"],
  [["monitoring", "page"], "profile house"],
  [["timeouts", "queue"], "defaults"],
  [["state"], "built-in defaults"],
  [["frontends", "http", "transport"], "built-in defaults"],
])("%j was set by %s", (path, layer) => {
  if (fleet === undefined || service === undefined) throw new Error("there is no such service");
  const tree = find(service.tree, path);
  if (tree === undefined) throw new Error("there is no such value");
  expect(nameLayer(fleet, service, keySpan(tree))).toBe(layer);
});
