import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { checkToHaproxy } from "../../generators/haproxy/backend/check-to-haproxy.ts";
import type { Finding } from "../../src/contract/finding.ts";
import { formatPlace } from "../../src/contract/source.ts";
import { packageRoot } from "../../src/package-root.ts";
import { hasErrors } from "../../src/pipeline.ts";
import { compileText } from "../support/compile-text.ts";

const FOLDER = join(packageRoot, "services");
const BASE = readFileSync(join(import.meta.dirname, "base.yaml"), "utf8");
const NAMES = readdirSync(FOLDER)
  .map((file) => basename(file, ".yaml"))
  .filter((name) => name !== "defaults")
  .sort();

/** The built-in profiles that the documentation lists. */
const PROMISED =
  "dns-resolver git-ssh http-website https-website imap kerberos-kdc ldap mqtt mysql ntp postgresql radius redirect redis smtp smtp-submission tcp tls-passthrough";

test("all listed profiles exist", () => {
  expect(NAMES.join(" ")).toBe(PROMISED);
});

describe.each(NAMES)("std/%s", (name) => {
  const text = readFileSync(join(FOLDER, `${name}.yaml`), "utf8");
  const file = parse(text);
  const example = text.slice(text.indexOf("\nservices:") + 1);

  test("the file has the profile of its name, with a description, and one example", () => {
    expect(Object.keys(file)).toEqual(["profiles", "services"]);
    expect(Object.keys(file.profiles)).toEqual([`std/${name}`]);
    expect(file.profiles[`std/${name}`].description).toMatch(/^[A-Z].*\.$/);
    expect(Object.values(file.services)).toMatchObject([{ extends: `std/${name}` }]);
  });

  test("its example lints clean", () => {
    const { findings, fleet } = compileText({ "base.yaml": BASE, "example.yaml": example });
    expect(findings.filter((finding) => !isAboutBase(finding)).map(print)).toEqual([]);
    expect([...(fleet?.services.keys() ?? [])]).toEqual(Object.keys(file.services));
  });

  test("HAProxy can run its checks", () => {
    const { fleet } = compileText({ "base.yaml": BASE, "example.yaml": example });
    for (const service of fleet?.services.values() ?? []) {
      for (const { check, clientAddress, spec } of service.backends) {
        if (check === undefined) throw new Error("a backend without a check");
        const proxy = clientAddress.startsWith("proxy");
        expect(checkToHaproxy({ check, proxy, ...(spec.tls === undefined ? {} : { tls: {} }) })).toHaveProperty("ok");
      }
    }
  });
});

test("a profile by itself, without vip, members and access, is not a service", () => {
  const { findings } = compileText({ "base.yaml": BASE, "example.yaml": "services: {bare: {extends: std/ldap}}" });
  expect(hasErrors(findings)).toBe(true);
});

/** The base catalog has more than any single example uses. */
function isAboutBase(finding: Finding): boolean {
  return finding.severity === "notice" && finding.at?.source.path === "base.yaml";
}

function print(finding: Finding): string {
  const place = finding.at === undefined ? "" : formatPlace(finding.at);
  return `${place} ${finding.severity}[${finding.code}] ${finding.message}; ${finding.help ?? ""}`;
}
