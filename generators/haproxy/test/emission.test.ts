import { expect, test } from "vitest";
import { haproxyFiles } from "../../../test/support/check-haproxy.ts";
import { compileText } from "../../../test/support/compile-text.ts";
import { smallCatalog } from "../../../test/support/small-catalog.ts";

const CONFIG = "etc/haproxy/haproxy.cfg";

/** Sections of a node's haproxy.cfg that come from services. */
function sections(catalog: Readonly<Record<string, string>>, node = "lb1"): string[] {
  const compilation = compileText(catalog);
  expect(compilation.findings.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([]);
  const config = haproxyFiles(compilation, node).get(CONFIG) ?? "";
  return [...config.matchAll(/^(?:frontend|backend) (?!stats)(\S+)/gm)].map((match) => match[1] ?? "");
}

const second = (body: string): Record<string, string> => ({
  "second.yaml": `services:\n  second:\n    extends: site\n    hostnames: [second.uni.example]\n${body}`,
});

test.each(["planned", "retired"])("a %s service is not in the configuration", (state) => {
  expect(sections(smallCatalog(`state: ${state}`, second("")))).toEqual(["vip-web-443", "vip-web-80", "second.web"]);
});

test.each(["testing", "production", "maintenance"])("a %s service is in the configuration", (state) => {
  expect(sections(smallCatalog(`state: ${state}`))).toEqual(["vip-web-443", "vip-web-80", "www.web"]);
});

test("services are only on their own load balancers", () => {
  const own = "    vip: {ipv4: 192.0.2.20}\n    balance: {nodes: lb2}\n";
  const catalog = smallCatalog("description: here", second(own));
  expect(sections(catalog, "lb1")).toEqual(["vip-web-443", "vip-web-80", "www.web"]);
  expect(sections(catalog, "lb2")).toEqual([
    ...["service-second-443", "service-second-80", "vip-web-443", "vip-web-80"],
    ...["second.web", "www.web"],
  ]);
});

test("names with dots do not collide", () => {
  const names = sections({
    ...smallCatalog("state: retired"),
    "dots.yaml": `services:
  a.b: {extends: site, hostnames: [one.uni.example], backends: {web: null, c: {members: [web1], port: 81}}, frontends: {https: {backend: c}}}
  a: {extends: site, hostnames: [two.uni.example], backends: {web: null, b.c: {members: [web1], port: 82}}, frontends: {https: {backend: b.c}}}
`,
  });
  expect(names.filter((name) => !name.startsWith("vip-"))).toEqual(["a:b.c", "a.b:c"]);
});

test("blocks of a service are created once and shared by all load balancers", () => {
  const { files } = compileText(smallCatalog("description: here"));
  const backendOf = (node: string) =>
    files
      .find((file) => file.node === node && file.path === CONFIG)
      ?.blocks.find(({ key }) => key === "backend www.web");
  expect(backendOf("lb1")).toBeDefined();
  expect(backendOf("lb1")).toBe(backendOf("lb2"));
});

test("many services are listed in a file, because HAProxy allows 64 words per line", () => {
  const many = Array.from(
    { length: 60 },
    (_, i) => `  s${i}: {extends: site, hostnames: [s${i}.uni.example], routes: {/x: {access: {from: [offices]}}}}\n`,
  );
  const compilation = compileText(smallCatalog("description: here", { "many.yaml": `services:\n${many.join("")}` }));
  const files = haproxyFiles(compilation, "lb1");
  const lists = [...files.keys()].filter((path) => path.startsWith("etc/haproxy/acl/services/"));
  expect(lists).toHaveLength(1);
  expect(files.get(CONFIG)).toContain(`if { var(txn.service) -m str -f /${lists[0]} } { path -m sub '\\' }`);
  expect(files.get(lists[0] ?? "")?.split("\n")).toHaveLength(62);
});

test("a planned or unmanaged load balancer gets no files", () => {
  const without = (node: string) => ({
    "nodes.yaml": `nodes:\n  lb3: {site: north, roles: [load-balancer], ${node}, addresses: {ipv4: 10.1.1.13/24}}\n`,
  });
  const nodesWith = (more: Record<string, string>) => {
    const { files } = compileText(smallCatalog("description: here", more));
    return [...new Set(files.filter(({ daemon }) => daemon === "haproxy").map(({ node }) => node))];
  };
  expect(nodesWith(without("groups: [lb]"))).toEqual(["lb1", "lb2", "lb3"]);
  expect(nodesWith(without("groups: [lb], state: planned"))).toEqual(["lb1", "lb2"]);
  expect(nodesWith(without("groups: [lb], emit: {haproxy: false}"))).toEqual(["lb1", "lb2"]);
  expect(nodesWith(without("groups: [lb], managed: false"))).toEqual(["lb1", "lb2"]);
});

test("a setting that all services of a frontend share is written once, rules once per service", () => {
  const lines = 'frontends: {https: {haproxy: ["option http-buffer-request", "http-request deny if { path /a }"]}}';
  const compilation = compileText(smallCatalog(lines, second(`    ${lines}\n`)));
  expect(compilation.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  const config = haproxyFiles(compilation, "lb1").get(CONFIG) ?? "";
  expect(config.match(/option http-buffer-request/g)).toHaveLength(1);
  expect(config.match(/http-request deny if .* \{ path \/a \}/g)).toEqual([
    "http-request deny if { var(txn.service) -m str second } { path /a }",
    "http-request deny if { var(txn.service) -m str www } { path /a }",
  ]);
});
