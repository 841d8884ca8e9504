import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RESOLVED } from "../../src/cli/inspect/resolved-value.ts";
import { SECTION_OF, SHOWN_KINDS } from "../../src/cli/inspect/shown-kinds.ts";
import { reportWriter } from "../../src/cli/report/proof/proof-report.ts";
import { catalogInput } from "../../src/cli/request/open-catalog.ts";
import { SUBJECT_KINDS } from "../../src/contract/subject.ts";
import { analyze } from "../../src/pipeline.ts";
import { runCli } from "../support/run-cli.ts";
import { faultsBy } from "./closed-schemas.ts";
import { otherShapes } from "./other-shapes.ts";
import { PROOF } from "./sample-proof.ts";

const TODAY = "2026-12-01";
const CAMPUS = "examples/campus";

let home: string;
/** What the commands print and write, by a name for each. */
const values = new Map<string, unknown>();

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "intentlb-formats-"));
  const out = join(home, "out");
  const changed = join(home, "changed");
  cpSync(CAMPUS, changed, { recursive: true });
  rmSync(join(changed, "services/mail.yaml"));
  const broken = join(home, "broken");
  cpSync("examples/minimal", broken, { recursive: true });
  writeFileSync(join(broken, "more.yaml"), "services: {x: {extneds: std/tcp, vip: nowhere}}\n");
  const json = ["--format", "json", "--today", TODAY];

  keep("build", runCli(["build", CAMPUS, "-o", out, ...json]).stderr);
  for (const name of ["manifest", "claims", "sourcemap"]) keep(name, readFileSync(join(out, `${name}.json`), "utf8"));
  keep("diff, nothing changed", runCli(["diff", CAMPUS, "-o", out, ...json]).stdout);
  keep("diff, new", runCli(["diff", "examples/minimal", "-o", join(home, "new"), ...json]).stdout);
  appendFileSync(join(out, "lb1/etc/haproxy/haproxy.cfg"), "# by hand\n");
  keep("diff", runCli(["diff", changed, "-o", out, ...json]).stdout);
  rmSync(join(out, "claims.json"));
  keep("diff, no claims", runCli(["diff", changed, "-o", out, ...json]).stdout);
  keep("lint", runCli(["lint", CAMPUS, ...json]).stdout);
  keep("lint --accepted", runCli(["lint", "examples/minimal", "--accepted", ...json]).stdout);
  keep("lint, broken", runCli(["lint", broken, ...json]).stdout);
  keep("build, broken", runCli(["build", broken, "-o", out, ...json]).stderr);
  keep("check, broken", runCli(["check", broken, ...json]).stdout);
  // Findings of the daemons themselves, or about missing daemons.
  keep("check", runCli(["check", "examples/minimal", "--node", "web1", ...json]).stdout);
  keep("proof", reportWriter("proof.json")?.(PROOF) ?? "");
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function keep(name: string, text: string): void {
  values.set(name, JSON.parse(text));
}

/** Schemas, and the values above that they describe. The first value of each has every possible key. */
const DESCRIBED: Readonly<Record<string, readonly string[]>> = {
  manifest: ["manifest"],
  claims: ["claims"],
  sourcemap: ["sourcemap"],
  findings: ["lint --accepted", "lint", "lint, broken", "build", "build, broken", "check", "check, broken"],
  diff: ["diff", "diff, nothing changed", "diff, new", "diff, no claims"],
  proof: ["proof"],
};

/** Values of the language, which its own schema describes: the first are names only, the others may be any of them. */
const ANYTHING = /^(?:a key in )?\$\.(?:subjects\[\d+\]\.(?:about\[|facts)|changes\[\d+\]\.(?:before|after))/;

describe.each(Object.entries(DESCRIBED))("%s.schema.json", (schema, names) => {
  test.each(names)("describes every key of %s", (name) => {
    expect(faultsBy(schema, values.get(name))).toBe("");
  });

  test("rejects any other shape", () => {
    const shapes = otherShapes(values.get(names[0] ?? ""));
    expect(shapes.length).toBeGreaterThan(10);
    const accepted = shapes.filter(({ value }) => faultsBy(schema, value) === "").map(({ change }) => change);
    expect(accepted.filter((change) => !ANYTHING.test(change))).toEqual([]);
  });
});

test("the values that the schemas were tested with are not empty", () => {
  const { subjects } = values.get("claims") as { subjects: { about: string[] }[] };
  const kinds = new Set(subjects.map(({ about }) => about[0]));
  expect([...kinds].sort()).toEqual([...SUBJECT_KINDS].sort());
  expect(values.get("diff")).toMatchObject({
    differs: true,
    changes: expect.arrayContaining([expect.objectContaining({ kind: "service", risk: "stops" })]),
    files: expect.arrayContaining([expect.objectContaining({ isHandEdited: true, status: "changed" })]),
  });
  expect(values.get("diff, no claims")).toMatchObject({ changes: null });
  expect(values.get("diff, new")).toMatchObject({ isNew: true });
  expect(values.get("lint, broken")).toEqual(
    expect.arrayContaining([expect.objectContaining({ severity: "error", help: "did you mean `extends`?" })]),
  );
  expect(values.get("lint --accepted")).toEqual(
    expect.arrayContaining([expect.objectContaining({ accepted: expect.anything() })]),
  );
});

describe("show.schema.json", () => {
  const { fleet } = analyze(catalogInput(CAMPUS, { today: TODAY }));

  test.each(SHOWN_KINDS)("describes every %s of campus", (kind) => {
    const names = [...(fleet?.[SECTION_OF[kind]].keys() ?? [])];
    expect(names.length).toBeGreaterThan(2);
    const faults = names.map((name) => {
      const value = fleet === undefined ? undefined : JSON.parse(JSON.stringify(RESOLVED[kind](fleet, name)));
      return faultsBy("show", value) + faultsBy(`show#/$defs/${kind}`, value);
    });
    expect(faults.filter((fault) => fault !== "")).toEqual([]);
  });

  test.each([
    ["service", "www"],
    ["node", "lb1"],
    ["vip", "ldap"],
    ["profile", "std/ldap"],
    ["group", "ldap"],
    ["certificate", "wildcard"],
    ["team", "idm"],
  ])("describes what show %s %s prints, and nothing else", (kind, name) => {
    const value = JSON.parse(runCli(["show", kind, name, "-c", CAMPUS, "--format", "json"]).stdout);
    expect(faultsBy(`show#/$defs/${kind}`, value)).toBe("");
    expect(faultsBy("show", { ...value, unexpected: 1 })).not.toBe("");
  });
});

describe("explain.schema.json", () => {
  const printed = (...args: string[]) =>
    JSON.parse(runCli(["explain", ...args, "-c", CAMPUS, "--format", "json"]).stdout);
  const explained: Readonly<Record<string, () => unknown>> = {
    "a value": () => printed("ldap.timeouts.client"),
    "a service": () => printed("ldap"),
    "a network": () => printed("network", "campus"),
    "a generated line": () => printed("lb1:/etc/nftables.d/intentlb.nft:30"),
    "a line without causes": () => printed("lb1:/usr/local/sbin/intentlb-firewall:1"),
    "a line of the catalog": () => printed("profiles.yaml:11"),
    "a comment": () => printed("fleet.yaml:1"),
  };
  test.each(Object.keys(explained))("describes every key of %s, and nothing else", (name) => {
    const value = explained[name]?.();
    expect(faultsBy("explain", value)).toBe("");
    // A value of the catalog can have any shape.
    const shapes = otherShapes(value).filter(({ change }) => !/\.value\b(?! renamed)/.test(change));
    expect(shapes.length).toBeGreaterThan(5);
    expect(shapes.filter((shape) => faultsBy("explain", shape.value) === "").map(({ change }) => change)).toEqual([]);
  });
});

test("a schema can be imported from the package by name", () => {
  const place = import.meta.resolve("intentlb/schemas/manifest.schema.json");
  expect(JSON.parse(readFileSync(new URL(place), "utf8"))).toMatchObject({ $id: "manifest.schema.json" });
});
