import { describe, expect, test } from "vitest";
import { compileText } from "../support/compile-text.ts";
import { BASE, codesBesideBase, findingsBesideBase } from "./base-fleet.ts";

/** A website with a host name that its certificate does not cover. */
function website(name: string, rest = ""): string {
  return `  ${name}:\n    extends: website\n    vip: home\n    hostnames: [${name}.example.net]\n${rest}`;
}

const NOT_COVERED = "tls/name-not-covered";

function accept(rule: string, until = "2026-12-31"): string {
  return `    accept: [{rule: ${rule}, reason: ordered, until: ${until}}]\n`;
}

describe("an accepted warning", () => {
  const catalog = `services:\n${website("shop", accept(NOT_COVERED, "2026-06-01"))}`;

  test("is silent on its last day", () => {
    expect(codesBesideBase(catalog, "2026-06-01")).toEqual([]);
  });

  test("returns the day after, with the reason", () => {
    const findings = findingsBesideBase(catalog, "2026-06-02");
    expect(findings.map((finding) => finding.code).sort()).toEqual(["accept/expired", NOT_COVERED]);
    const returned = findings.find((finding) => finding.code === NOT_COVERED);
    expect(returned?.notes.at(-1)?.message).toBe("accepted until 2026-06-01 (ordered)");
  });

  test("is accepted for one service, not for others", () => {
    const both = `services:\n${website("shop", accept(NOT_COVERED))}${website("other")}`;
    const findings = findingsBesideBase(both);
    expect(findings.map(({ code, subject }) => [code, subject?.name])).toEqual([[NOT_COVERED, "other"]]);
  });
});

describe("an entry that comes from a profile", () => {
  const profile = `profiles:\n  old:\n    extends: website\n${accept(NOT_COVERED)}`;

  test("silences every service that inherits it", () => {
    const old = (name: string) => website(name).replace("extends: website", "extends: old");
    expect(codesBesideBase(`${profile}services:\n${old("one")}${old("two")}`)).toEqual([]);
  });

  test("is reported as unused once, however many services inherit it", () => {
    const sound = (name: string) => `  ${name}: {extends: old, vip: home, hostnames: [${name}.example.org]}\n`;
    const findings = findingsBesideBase(`${profile}services:\n${sound("one")}${sound("two")}`);
    expect(findings.map((finding) => finding.code)).toEqual(["accept/unused"]);
  });

  test("is not reported while one service needs it", () => {
    const one = website("one").replace("extends: website", "extends: old");
    expect(
      codesBesideBase(`${profile}services:\n${one}  two: {extends: old, vip: home, hostnames: [two.example.org]}\n`),
    ).toEqual([]);
  });

  test("is read even if no service inherits it, and not reported as unused", () => {
    expect(codesBesideBase(profile)).toEqual(["unused/profile"]);
    expect(codesBesideBase(profile.replace(NOT_COVERED, "tls/no-such-thing"))).toEqual([
      "accept/unknown-rule",
      "unused/profile",
    ]);
  });
});

test("a VIP accepts its own findings", () => {
  const vip = 'vips:\n  spare:\n    ipv4: 192.0.2.99\n    ipv6: "2001:db8:53::99"\n';
  expect(codesBesideBase(vip)).toContain("unused/vip");
  expect(codesBesideBase(`${vip}${accept("unused/vip")}`)).not.toContain("unused/vip");
});

test("of two entries, the one that ends last counts", () => {
  const two = `    accept:
      - {rule: ${NOT_COVERED}, reason: first, until: 2026-01-31}
      - {rule: ${NOT_COVERED}, reason: second, until: 2026-12-31}\n`;
  const findings = findingsBesideBase(`services:\n${website("shop", two)}`);
  expect(findings.map((finding) => finding.code)).toEqual(["accept/unused"]);
});

test("no entry is reported as unused while errors may hide what it silences", () => {
  const broken = `services:\n  shop:\n    extends: website\n    vip: home\n    hostnames: ["*.example.org"]\n${accept("tls/old-version")}`;
  expect(codesBesideBase(broken)).toEqual(["hostname/wildcard"]);
});

test("errors cannot be accepted, whether they occur or not", () => {
  const shop = `services:\n  shop:\n    extends: website\n    vip: home\n    hostnames: ["*.example.org"]\n`;
  expect(codesBesideBase(`${shop}${accept("hostname/wildcard")}`)).toEqual(["accept/error", "hostname/wildcard"]);
  expect(codesBesideBase(`${shop.replace("*.", "a.")}${accept("hostname/wildcard")}`)).toEqual(["accept/error"]);
});

test("names of JavaScript's object properties are not codes", () => {
  expect(codesBesideBase(`services:\n${website("shop", accept("constructor"))}`)).toContain("accept/unknown-rule");
});

describe("an entry without an end", () => {
  const byDesign = (name: string) =>
    website(name, `    accept: [{rule: ${NOT_COVERED}, reason: an old client needs it}]\n`);

  test("is permanent: it silences on any day", () => {
    expect(codesBesideBase(`services:\n${byDesign("shop")}`, "2199-12-31")).toEqual([]);
  });

  test("overrides one that has ended, which is then unused", () => {
    const ended = `{rule: ${NOT_COVERED}, reason: ordered, until: 2026-01-01}`;
    const both = byDesign("shop").replace("accept: [", `accept: [${ended}, `);
    expect(codesBesideBase(`services:\n${both}`)).toEqual(["accept/unused"]);
  });

  test("that silences nothing is a finding", () => {
    const sound = `  shop:\n    extends: website\n    vip: home\n    hostnames: [shop.example.org]\n`;
    const catalog = `services:\n${sound}    accept: [{rule: ${NOT_COVERED}, reason: by design}]\n`;
    expect(codesBesideBase(catalog)).toEqual(["accept/unused"]);
  });
});

describe("defaults of VIPs", () => {
  const accept = "defaults:\n  vip: {accept: [{rule: vip/family-missing, reason: by design}]}\n";
  const vips = "vips:\n  old: {ipv4: 192.0.2.30}\n  older: {ipv4: 192.0.2.31}\n";
  const site = (name: string, vip: string) =>
    `  ${name}: {extends: website, vip: ${vip}, hostnames: [${name}.example.org]}\n`;
  const services = `services:\n${site("one", "old")}${site("two", "older")}${site("three", "{ipv4: 192.0.2.32}")}`;

  test("accept findings of named VIPs and of inline ones", () => {
    expect(codesBesideBase(`${vips}${services}`)).toEqual(["vip/family-missing"]);
    expect(codesBesideBase(`${accept}${vips}${services}`)).toEqual([]);
  });

  test("are removed by null, and replaced by the VIP's own list", () => {
    const without = vips.replace("192.0.2.30}", "192.0.2.30, accept: null}");
    const found = findingsBesideBase(`${accept}${without}${services}`).filter(({ code }) => code.startsWith("vip/"));
    expect(found.map(({ message, subject }) => [message, subject?.name])).toEqual([
      ["VIP old has no IPv6 address", "old"],
    ]);
    const extended = vips.replace("192.0.2.30}", "192.0.2.30, accept: !append [{rule: unused/vip, reason: later}]}");
    expect(codesBesideBase(`${accept}${extended}${services}`)).toEqual(["accept/unused"]);
  });

  test("set the fallback of VIPs without one", () => {
    const fallback = "defaults: {vip: {fallback: one}}\n";
    const { fleet } = compileText({ ...BASE, "case.yaml": `${fallback}${vips}services:\n${site("one", "old")}` });
    expect(fleet?.vips.get("old")?.fallback?.name).toBe("one");
    const removed = vips.replace("192.0.2.30}", "192.0.2.30, fallback: null}");
    const other = compileText({ ...BASE, "case.yaml": `${fallback}${removed}services:\n${site("one", "old")}` });
    expect(other.fleet?.vips.get("old")?.fallback).toBeUndefined();
  });

  test("with an unknown code are reported once", () => {
    const found = findingsBesideBase(`defaults: {vip: {fallback: nobody}}\n${vips}${services}`);
    expect(found.map(({ code }) => code)).toEqual(["reference/unknown-service"]);
  });

  test("cannot use null, and have nothing to extend", () => {
    const found = findingsBesideBase("defaults: {vip: {fallback: null, accept: !append [{rule: a/b, reason: c}]}}\n");
    expect(found.map(({ code }) => code)).toEqual([
      "resolve/nothing-to-remove",
      "resolve/nothing-to-extend",
      "accept/unknown-rule",
    ]);
  });
});
