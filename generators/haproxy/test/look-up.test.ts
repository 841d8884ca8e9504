import { expect, test } from "vitest";
import { haproxyFiles } from "../../../test/support/check-haproxy.ts";
import { compileText } from "../../../test/support/compile-text.ts";
import { smallCatalog } from "../../../test/support/small-catalog.ts";

const CONFIG = "etc/haproxy/haproxy.cfg";
const HOSTS = "etc/haproxy/maps/hosts.map";
const ROUTES = "etc/haproxy/maps/routes.map";

/** Services with listeners of their own, each with an alias and a route. */
const many = (count: number): Record<string, string> => ({
  "many.yaml": `services:\n${Array.from(
    { length: count },
    (_, i) => `  s${i}:
    extends: site
    vip: {ipv4: 192.0.2.${100 + i}}
    hostnames: [s${i}.uni.example, alias${i}.uni.example]
    canonical_redirect: true
    backends: {lab: {members: [web1], port: 81}}
    routes: {/lab: {backend: lab}}\n`,
  ).join("")}`,
});

test("there is one map of each kind, however many frontends there are", () => {
  const files = haproxyFiles(compileText(smallCatalog("description: here", many(20))), "lb1");
  expect([...files.keys()].filter((path) => path.includes("/maps/"))).toEqual([
    "etc/haproxy/maps/canonical.map",
    HOSTS,
    ROUTES,
  ]);
});

test("each key begins with a frontend, whose name has no slash", () => {
  const files = haproxyFiles(compileText(smallCatalog("description: here", many(20))), "lb1");
  const frontends = [...(files.get(CONFIG) ?? "").matchAll(/^frontend (\S+)/gm)].map(([, name]) => name ?? "");
  expect(frontends.length).toBeGreaterThan(40);
  expect(frontends.filter((name) => name.includes("/"))).toEqual([]);
  for (const [path, text] of files) {
    if (!path.includes("/maps/")) continue;
    const owners = text
      .split("\n")
      .slice(1, -1)
      .map((line) => line.slice(0, line.indexOf("/")));
    expect(owners.filter((name) => !frontends.includes(name))).toEqual([]);
    expect(owners).toEqual([...owners].sort());
  }
});

test.each([
  ["services", "services: {a/b: {extends: site}}"],
  ["vips", "vips: {a/b: {ipv4: 192.0.2.30}}"],
])("names of %s, from which frontends have theirs, have no slash", (_, text) => {
  const { findings } = compileText(smallCatalog("description: here", { "slash.yaml": `${text}\n` }));
  expect(findings.map(({ code }) => code)).toContain("language/bad-name");
});

test("entries of a frontend and service are one block, caused by the service", () => {
  const { files } = compileText(smallCatalog("description: here", many(2)));
  const hosts = files.find(({ node, path }) => node === "lb1" && path === HOSTS);
  expect(hosts?.services).toEqual(["s0", "s1", "www"]);
  const [, ...blocks] = hosts?.blocks ?? [];
  const keys = blocks.map(({ key }) => key);
  expect(keys).toEqual([
    ...["service-s0-443 s0", "service-s0-80 s0", "service-s1-443 s1", "service-s1-80 s1"],
    ...["vip-web-443 www", "vip-web-80 www"],
  ]);
  expect(blocks.every(({ causes }) => causes.length > 0)).toBe(true);
});

test("a frontend that leads to one backend names it, and has no routes", () => {
  const files = haproxyFiles(compileText(smallCatalog("description: here")), "lb1");
  expect(files.get(CONFIG)).toContain("    default_backend www.web\n");
  expect(files.get(CONFIG)).not.toContain("txn.route");
  expect(files.has(ROUTES)).toBe(false);
});

test.each([
  ["a route leads elsewhere", "backends: {lab: {members: [web1], port: 81}}\nroutes: {/lab: {backend: lab}}"],
  [
    "paths without a route lead nowhere",
    "backends: {web: {port: 80}}\nfrontends: {https: {backend: null}}\nroutes: {/lab: {backend: web}}",
  ],
])("a frontend looks its backend up if %s", (_, keys) => {
  const compilation = compileText(smallCatalog(keys));
  expect(compilation.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  const files = haproxyFiles(compilation, "lb1");
  expect(files.get(CONFIG)).toContain(`fe_name,concat(/,txn.route),map_beg(/${ROUTES})`);
  expect(files.get(ROUTES)).toMatch(/^vip-web-443\/www\/lab\/ www\./m);
});
