import { join } from "node:path";
import { expect, test } from "vitest";
import { parseAllow, parseLimit } from "../../src/cli/request/acknowledged.ts";
import { ALL_CODES } from "../../src/codes.ts";
import { collectFindings } from "../../src/diagnostics/collect-findings.ts";
import { diffTrees } from "../../src/diff/diff-tree.ts";
import { type Acknowledged, reportExceeded } from "../../src/diff/report-exceeded.ts";
import { layOutTree } from "../../src/lay-out-tree.ts";
import { packageRoot } from "../../src/package-root.ts";
import { compileText } from "../support/compile-text.ts";
import { readFolder } from "../support/read-folder.ts";

type Files = Readonly<Record<string, string>>;

const CATALOG = readFolder(join(packageRoot, "test/words/catalog"));
const NOTHING: Acknowledged = { allowed: new Map(), limits: {} };

/** Messages of the guard for a change from one catalog to another. */
function refusals(before: Files | undefined, after: Files, acknowledged = NOTHING): string[] {
  const [old, now] = [before && compileText(before), compileText(after)];
  if (now.fleet === undefined) throw new Error(now.findings.map(({ message }) => message).join("\n"));
  const { report, list } = collectFindings(ALL_CODES);
  reportExceeded(diffTrees(old && layOutTree(old), layOutTree(now), now), now.fleet, acknowledged, report);
  return list().map(({ message }) => message);
}

function edited(files: Files, ...edits: readonly [from: string, to: string][]): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      edits.reduce((changed, [from, to]) => changed.replaceAll(from, () => to), text),
    ]),
  );
}

/** The catalog with limits. */
function guarded(limits: string): Files {
  return edited(CATALOG, ["  name: t\n", `  name: t\n  guard: ${limits}\n`]);
}

const OPEN: [string, string] = ["from: [campus]", "from: [world]"];
const OPENS_TWO = "the change opens 2 services to world; the limit is 0";

test("an ordinary day does not meet the default limits", () => {
  expect(refusals(CATALOG, edited(CATALOG, OPEN, ["members: [web2]", "members: [web1]"]))).toEqual([]);
});

test("what exceeds a limit of the catalog is refused", () => {
  const before = guarded("{opened: 0}");
  expect(refusals(before, edited(before, OPEN))).toEqual([OPENS_TWO]);
  expect(refusals(guarded("{opened: 2}"), edited(guarded("{opened: 2}"), OPEN))).toEqual([]);
});

test("a change cannot lift the limit that it exceeds, but it can lower it", () => {
  expect(refusals(guarded("{opened: 0}"), edited(guarded("{opened: 9}"), OPEN))).toEqual([OPENS_TWO]);
  expect(refusals(guarded("{opened: 9}"), edited(guarded("{opened: 0}"), OPEN))).toEqual([OPENS_TWO]);
});

test("where there was no tree, everything is new", () => {
  expect(refusals(undefined, guarded("{opened: 0, raw_lines: 0, nodes: 0}"))).toEqual([]);
});

test.each<[what: string, limits: string, edit: [string, string], message: string]>([
  [
    "VIPs",
    "{withdrawn: 0}",
    ["hostnames: [blog.shop.example]\n", "hostnames: [blog.shop.example]\n    state: retired\n"],
    "the change withdraws 1 VIP; the limit is 0",
  ],
  [
    "blocked networks",
    "{unblocked: 0}",
    ["  blocked: [abusers]\n", ""],
    "the change unblocks 1 network; the limit is 0",
  ],
  [
    "raw lines",
    "{raw_lines: 0}",
    ["limits: {requests_per_source: 200/10s}", 'haproxy: ["http-request allow"]'],
    "the change adds raw lines at 1 place; the limit is 0",
  ],
  ["nodes", "{nodes: 0}", ["tunnel: 1h", "tunnel: 2h"], "the change touches 1 node; the limit is 0"],
])("limits of %s", (_what, limits, edit, message) => {
  const before = guarded(limits);
  expect(refusals(before, edited(before, edit))).toEqual([message]);
});

test("pools may shrink by some percent", () => {
  const full = edited(guarded("{members_removed: 49}"), ["members: [web1]", "members: [web1, web2]"]);
  const half = edited(full, ["members: [web1, web2]", "members: [web1]"]);
  expect(refusals(full, half)).toEqual(["the change takes 50 % of the members from 1 pool; the limit is 49 %"]);
  expect(refusals(full, half, { ...NOTHING, limits: { members_removed: 50 } })).toEqual([]);
  expect(refusals(full, half, { ...NOTHING, allowed: parseAllow("members_removed:blog.web") })).toEqual([]);
});

test("what is acknowledged does not count", () => {
  const before = guarded("{opened: 0}");
  const after = edited(before, OPEN);
  const allowing = (...texts: string[]) => {
    const allowed = texts.reduce<Acknowledged["allowed"]>((all, text) => parseAllow(text, all), new Map());
    return refusals(before, after, { ...NOTHING, allowed });
  };
  expect(allowing("opened:hr,shop/intern")).toEqual([]);
  expect(allowing("opened:hr", "opened:shop/intern")).toEqual([]);
  expect(allowing("opened")).toEqual([]);
  expect(allowing("opened", "opened:hr")).toEqual([]);
  expect(allowing("opened:hr")).toEqual(["the change opens 1 service to world; the limit is 0"]);
  expect(allowing("withdrawn")).toEqual([OPENS_TWO]);
});

test("a limit on the command line takes the place of the catalog's", () => {
  const [before, after] = [guarded("{opened: 0}"), edited(guarded("{opened: 0}"), OPEN)];
  expect(refusals(before, after, { ...NOTHING, limits: parseLimit("opened=2") })).toEqual([]);
  expect(refusals(CATALOG, edited(CATALOG, OPEN), { ...NOTHING, limits: parseLimit("opened=1") })).toEqual([
    "the change opens 2 services to world; the limit is 1",
  ]);
});

test("anything else is wrong usage", () => {
  for (const text of ["", "open", "opened=1", "__proto__", ":hr"]) expect(() => parseAllow(text), text).toThrow();
  for (const text of ["", "opened", "opened=", "opened=-1", "opened=1e9", "nothing=1", "=1"]) {
    expect(() => parseLimit(text), text).toThrow();
  }
});
