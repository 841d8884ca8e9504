import { describe, expect, test } from "vitest";
import { formatPlace } from "../../src/contract/source.ts";
import type { Compilation } from "../../src/pipeline.ts";
import { compileText } from "../support/compile-text.ts";
import { SITE_PROFILE, SMALL_FLEET, smallCatalog } from "../support/small-catalog.ts";

/** Code and location of each error. */
function errors({ findings }: Compilation): string[] {
  return findings
    .filter(({ severity }) => severity === "error")
    .map(({ code, at }) => `${at === undefined ? "" : formatPlace(at)} ${code}`);
}

function members(compilation: Compilation, backend = "web"): unknown {
  const found = compilation.fleet?.services.get("www")?.backends.find(({ name }) => name === backend);
  return found?.members.map(({ name, state, weight, port }) => [name, state, weight, port]);
}

describe("an empty value never opens everything", () => {
  test.each([
    ["access with its children commented out", "access:\n  # from: [offices]", ["www.yaml:4:5 language/blank"]],
    ["a blank key in a flow map", "access: {from}", ["www.yaml:4:14 language/blank"]],
    [
      "a list element without value",
      "hostnames: [www.uni.example, ]\nmembers:\n  -\n  - web1",
      ["www.yaml:6:8 language/blank"],
    ],
    ["access removed", "access: null", ["www.yaml:4:5 resolve/access-removed"]],
    ["an empty list of sources", "access: {from: []}", ["www.yaml:4:20 language/empty"]],
    ["no access at all", "", []],
    ["a misspelt frontend removed", "frontends: {htttp: null}", ["www.yaml:4:17 resolve/nothing-to-remove"]],
    ["a misspelt key removed", "acess: null", ["www.yaml:4:5 resolve/nothing-to-remove"]],
    ["a misspelt port", "frontends: {https: {prot: 8443}}", ["www.yaml:4:25 language/unknown-key"]],
    ["a misspelt check", "backends: {web: {chekc: {type: tcp}}}", ["www.yaml:4:22 language/unknown-key"]],
    ["access of a service that extends nothing", "extends: null", ["www.yaml:4:5 yaml/duplicate-key"]],
  ])("%s", (_, body, want) => {
    const compilation = compileText(smallCatalog(body));
    expect(errors(compilation)).toEqual(want);
    expect(compilation.files.length > 0).toBe(want.length === 0);
  });

  test("a removed route with access", () => {
    const base = SITE_PROFILE.replace(
      "    monitoring",
      "    routes: {/intern: {access: {from: [v4only]}}}\n    monitoring",
    );
    const compilation = compileText({ ...smallCatalog("routes: {/intern: null}"), "site.yaml": base });
    expect(errors(compilation)).toEqual(["www.yaml:4:14 resolve/access-removed"]);
    const [finding] = compilation.findings.filter(({ severity }) => severity === "error");
    expect(finding?.notes.map(({ at }) => at && formatPlace(at))).toEqual(["site.yaml:11:24"]);
  });

  test("a list of one family closes the other, and a finding reports it", () => {
    const { fleet, claims, findings } = compileText(smallCatalog("access: {from: [v4only]}"));
    expect(fleet?.services.get("www")?.access.from.ipv6).toEqual([]);
    expect(findings.map(({ code }) => code)).toContain("access/family-closed");
    const open = claims?.admits.filter(
      ({ family, services }) => family === "ipv6" && services.includes("www") && family === "ipv6",
    );
    expect(open?.filter((admit) => admit.public)).toEqual([]);
    const four = claims?.admits.filter(({ family, services }) => family === "ipv4" && services.includes("www"));
    expect(four?.filter((admit) => admit.public).map(({ sources }) => sources)).toEqual([
      ["10.9.0.0/16"],
      ["10.9.0.0/16"],
    ]);
  });

  test("access in defaults", () => {
    const fleet = SMALL_FLEET.replace("nodes: lb}", "nodes: lb}, access: {from: [world]}");
    expect(errors(compileText({ ...smallCatalog(""), "fleet.yaml": fleet }))).toEqual([
      "fleet.yaml:27:48 resolve/access-in-defaults",
    ]);
  });
});

describe("merging of members", () => {
  const all = (state: string) => [
    ["web1", "active", 100, 80],
    ["web2", state, 100, 80],
    ["web3", "active", 100, 80],
  ];
  test.each([
    ["a group replaces", "members: web", all("active")],
    [
      "a list replaces",
      "members: [web3, web1]",
      [
        ["web3", "active", 100, 80],
        ["web1", "active", 100, 80],
      ],
    ],
    ["a map amends what is inherited", "members: {web2: {state: maintenance}}", all("maintenance")],
    [
      "null removes one",
      "members: {web2: null}",
      [
        ["web1", "active", 100, 80],
        ["web3", "active", 100, 80],
      ],
    ],
    ["a backend's map amends the service's", "backends: {web: {members: {web2: {state: draining}}}}", all("draining")],
    ["a backend's list replaces", "backends: {web: {members: [web2]}}", [["web2", "active", 100, 80]]],
    [
      "a backend's !append extends the service's",
      "members: [web1, web3]\nbackends: {web: {members: !append [web2]}}",
      [
        ["web1", "active", 100, 80],
        ["web3", "active", 100, 80],
        ["web2", "active", 100, 80],
      ],
    ],
    [
      "several instances on one node",
      "members: {blue: {node: web1, port: 81}, green: {node: web1, port: 82}, web2: null, web3: null}",
      [
        ["web1", "active", 100, 80],
        ["blue", "active", 100, 81],
        ["green", "active", 100, 82],
      ],
    ],
  ])("%s", (_, body, want) => {
    const compilation = compileText(smallCatalog(`${body}`));
    expect(errors(compilation)).toEqual([]);
    expect(members(compilation)).toEqual(want);
  });

  test("a backend's map extends the service's members again if a layer in between removed the backend's list", () => {
    const more = `
profiles:
  listed: {extends: site, backends: {web: {members: [web1]}}}
  unlisted: {extends: listed, backends: {web: {members: null}}}
services:
  www: {extends: unlisted, backends: {web: {members: {web2: {state: draining}}}}}
`;
    const compilation = compileText({ "fleet.yaml": SMALL_FLEET, "site.yaml": SITE_PROFILE, "more.yaml": more });
    expect(errors(compilation)).toEqual([]);
    expect(members(compilation)).toEqual(all("draining"));
  });

  test("removing an absent one is an error", () => {
    expect(errors(compileText(smallCatalog("members: {web9: null}")))).toEqual([
      "www.yaml:4:15 resolve/nothing-to-remove",
    ]);
  });
});

describe("inheritance", () => {
  test("in a diamond, the shared ancestor is below both, and the later parent wins", () => {
    const more = `
profiles:
  base: {extends: site, timeouts: {client: 10s, server: 10s, queue: 10s}}
  left: {extends: base, timeouts: {client: 20s, server: 20s}}
  right: {extends: base, timeouts: {client: 30s}}
  both: {extends: [left, right]}
services:
  www: {extends: both}
`;
    const compilation = compileText({ "fleet.yaml": SMALL_FLEET, "site.yaml": SITE_PROFILE, "more.yaml": more });
    expect(errors(compilation)).toEqual([]);
    const www = compilation.fleet?.services.get("www");
    expect(www?.timeouts).toMatchObject({ client: 30_000, server: 20_000, queue: 10_000 });
    expect(www?.profiles).toEqual(["std/https-website", "site", "base", "left", "right", "both"]);
  });

  test("a cycle is reported once, as a path", () => {
    const more = "profiles:\n  a: {extends: b}\n  b: {extends: c}\n  c: {extends: a}\nservices:\n  x: {extends: a}\n";
    const compilation = compileText({ ...smallCatalog(""), "more.yaml": more });
    expect(errors(compilation)).toEqual(["more.yaml:2:16 resolve/cycle"]);
  });

  test("a description is not inherited", () => {
    const profile = SITE_PROFILE.replace("owner: web", "owner: web\n    description: house style");
    const { fleet } = compileText({ ...smallCatalog(""), "site.yaml": profile });
    expect(fleet?.services.get("www")?.spec.description).toBeUndefined();
    expect(fleet?.profiles.get("site")?.description).toBe("house style");
  });
});

describe("users may choose any names", () => {
  test.each(["via", "constructor", "toString", "web-01.example", "x.y_z"])("%s", (name) => {
    const body = `  ${name}: {extends: site, hostnames: [a.uni.example]}`;
    const compilation = compileText({ ...smallCatalog(""), "more.yaml": `services:\n${body}\n` });
    expect(errors(compilation)).toEqual([]);
    expect(compilation.fleet?.services.has(name)).toBe(true);
  });

  test.each(["__proto__", "80", "a b", "../x", "-x", "x-", "ü", "a;b", '"a\\nb"', "std/x"])(
    "%s is rejected",
    (name) => {
      const compilation = compileText({ ...smallCatalog(""), "more.yaml": `services:\n  ${name}: {extends: site}\n` });
      expect(errors(compilation)).toEqual(["more.yaml:2:3 language/bad-name"]);
    },
  );

  test("a key that is a boolean in YAML 1.1 stays a string", () => {
    const compilation = compileText({
      ...smallCatalog(""),
      "more.yaml": "teams:\n  on: {email: on@uni.example}\n  no: {email: no@uni.example}\n",
    });
    expect([...(compilation.fleet?.teams.keys() ?? [])]).toEqual(["no", "on", "web"]);
  });
});
