import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/package-root.ts";
import type { Effects } from "../../src/words/effects.ts";
import { compileText } from "../support/compile-text.ts";
import { readFolder } from "../support/read-folder.ts";
import { effectsBetween } from "../support/words-between.ts";

const CATALOG = readFolder(join(packageRoot, "test/words/catalog"));
const BEFORE = compileText(CATALOG);
const NONE: Effects = { opened: [], added: [], stopped: [], withdrawn: [], shrunk: [], unblocked: [], rawLines: [] };
const HR = "    hostnames: [hr.shop.example]\n";

test.each<[what: string, from: string, to: string, effects: Partial<Effects>]>([
  ["nothing", "tunnel: 1h", "tunnel: 2h", {}],
  ["a service opens", `${HR}    access: {from: [campus]}`, `${HR}    access: {from: [world]}`, { opened: ["hr"] }],
  [
    "so does one that lets all but some in",
    `${HR}    access: {from: [campus]}`,
    `${HR}    access: {from: [world], except: [abusers]}`,
    { opened: ["hr"] },
  ],
  ["a path opens", "    routes: {/intern: {access: {from: [campus]}}}\n", "", { opened: ["shop/intern"] }],
  [
    "a port that not everybody may ask opens nothing",
    HR,
    `${HR}    frontends: {mail: {port: 25, protocol: tcp, backend: mail}}\n    backends: {mail: {protocol: tcp, check: {type: tcp}}}\n`,
    {},
  ],
  [
    "a port that everybody may ask opens its service",
    'vip: {ipv4: 192.0.2.44, ipv6: "2001:db8:53::44"}\n    hostnames: [api.shop.example]\n    frontends: {http: null,',
    'vip: {ipv4: 192.0.2.44, ipv6: "2001:db8:53::44"}\n    hostnames: [api.shop.example]\n    frontends: {',
    { opened: ["api"] },
  ],
  ["a service that closes opens nothing", "    access: {from: [world]}\n", "    access: {from: [campus]}\n", {}],
  [
    "networks are unblocked, whatever the name",
    "abusers: [203.0.113.66/32]",
    "abusers: [203.0.113.67/32]",
    { unblocked: ["203.0.113.66/32"] },
  ],
  [
    "a service goes, and others are served at its VIP",
    `  hr:\n    extends: site\n${HR}    access: {from: [campus]}\n`,
    "",
    { stopped: ["hr"] },
  ],
  [
    "a service goes with its VIP",
    "    hostnames: [blog.shop.example]\n",
    "    hostnames: [blog.shop.example]\n    state: retired\n",
    { stopped: ["blog"], withdrawn: ["192.0.2.20"] },
  ],
  [
    "a service drains with its VIP",
    "    hostnames: [blog.shop.example]\n",
    "    hostnames: [blog.shop.example]\n    state: draining\n",
    { withdrawn: ["192.0.2.20"] },
  ],
  [
    "a VIP that moves is not withdrawn",
    'vip: {ipv4: 192.0.2.20, ipv6: "2001:db8:53::20"}',
    "vip: {ipv4: 192.0.2.21}",
    {},
  ],
  ["a service is renamed", "  hr:\n", "  staff:\n", {}],
  [
    "a service comes, open to world from its first day",
    "services:\n",
    "services:\n  new: {extends: site, hostnames: [new.shop.example]}\n",
    { added: ["new"] },
  ],
  ["members are replaced", "members: [web2]", "members: [web1]", {}],
  ["one of two members comes", "members: [web1]", "members: [web1, web2]", {}],
  [
    "raw lines",
    "limits: {requests_per_source: 200/10s}",
    'haproxy: ["http-request allow"]',
    { rawLines: ["blog.https"] },
  ],
])("%s", (_what, from, to, effects) => {
  const files = Object.entries(CATALOG).filter(([, text]) => text.includes(from));
  expect(files.map(([, text]) => text.split(from).length)).toEqual([2]);
  const after = {
    ...CATALOG,
    ...Object.fromEntries(files.map(([path, text]) => [path, text.replace(from, () => to)])),
  };
  expect(effectsBetween(BEFORE, compileText(after))).toEqual({ ...NONE, ...effects });
});

test("a pool that loses a member shrinks", () => {
  const services = CATALOG["services.yaml"] ?? "";
  const before = { ...CATALOG, "services.yaml": services.replace("members: [web1]", "members: [web1, web2]") };
  expect(effectsBetween(compileText(before), BEFORE)).toEqual({ ...NONE, shrunk: [{ pool: "blog.web", percent: 50 }] });
});
