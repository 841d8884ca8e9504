import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readPaths, SHOW_BGP_ROUTES } from "../../../../src/prove/read-bird.ts";
import { compareKernel, readKernelRoutes, SHOW_KERNEL_ROUTES } from "../../../../src/prove/settle/compare-kernel.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { type BirdLab, openBirdLab } from "./lab.ts";
import { inKernel, nextHops, well } from "./questions.ts";

/** More servers of one VIP than BIRD's default number of next hops in the kernel. */
const SERVERS = Array.from({ length: 20 }, (_, index) => `dns${index + 1}`);
const PREFIXES = ["192.0.2.53/32", "2001:db8:53::53/128"] as const;

const CATALOG = `
fleet: {name: f, asn: 64512, sites: [here], announce: [192.0.2.0/24, "2001:db8:53::/48"], management: [campus]}
networks: {campus: [10.0.0.0/8, "2001:db8::/32"]}
groups: {servers: {}}
services:
  resolver:
    extends: std/dns-resolver
    vip: {ipv4: 192.0.2.53, ipv6: "2001:db8:53::53"}
    access: {from: [campus]}
    balance: {nodes: servers}
    health: {check: {query: uni.example}}
nodes:
  rr1: {site: here, roles: [route-reflector], addresses: {ipv4: 10.1.1.1/24, ipv6: "2001:db8:1:1::1/64"}}
  core1: {site: here, roles: [router], managed: false, addresses: {ipv4: 10.1.1.254/24, ipv6: "2001:db8:1:1::254/64"}}
${SERVERS.map(
  (name, index) =>
    `  ${name}: {site: here, roles: [anycast-server], groups: [servers], addresses: {ipv4: 10.1.1.${31 + index}/24, ipv6: "2001:db8:1:1::${31 + index}/64"}}`,
).join("\n")}
`;

describeWith(["bird", "ip", "namespaces"], "twenty servers of one VIP", () => {
  const compilation = compileText({ "fleet.yaml": CATALOG });
  let lab: BirdLab;

  beforeAll(async () => {
    const nodes = ["rr1", "core1", ...SERVERS];
    lab = await openBirdLab(compilation, nodes);
    for (const node of nodes) lab.start(node);
    for (const node of SERVERS) for (const prefix of PREFIXES) well(lab, node, prefix);
    await vi.waitFor(() => expect(PREFIXES.map((prefix) => nextHops(lab, prefix).length)).toEqual([20, 20]), PATIENCE);
  });

  afterAll(() => lab.close());

  /** Findings of `prove` on the router. */
  function found(): { prefix: string; wanted: number; seen: number }[] {
    const { fleet, claims } = compilation;
    if (fleet === undefined || claims === undefined) throw new Error("no claims");
    const [program = "", ...args] = SHOW_BGP_ROUTES;
    const paths = readPaths(lab.birdc("core1", ...args.filter((arg) => arg !== "-r")));
    const kernel = readKernelRoutes(SHOW_KERNEL_ROUTES.map(([ip = "", ...rest]) => lab.on("core1", ip, ...rest)));
    expect(program).toBe("birdc");
    return compareKernel(paths, kernel, { fleet, claims }).map(({ prefix, wanted, seen }) => {
      return { prefix, wanted: wanted.length, seen: seen.length };
    });
  }

  test("the router's kernel uses all of them", async () => {
    await vi.waitFor(() => expect(PREFIXES.map((prefix) => inKernel(lab, prefix).length)).toEqual([20, 20]), PATIENCE);
    expect(found()).toEqual([]);
  });

  test("drift compares the kernel's table: BIRD has all of them, even if four get no traffic", async () => {
    const config = lab.read("core1", "bird.conf");
    lab.write("core1", "bird.conf", config.replaceAll("limit 32;", "limit 16;"));
    lab.birdc("core1", "configure");
    await vi.waitFor(() => expect(PREFIXES.map((prefix) => inKernel(lab, prefix).length)).toEqual([16, 16]), PATIENCE);
    expect(PREFIXES.map((prefix) => nextHops(lab, prefix).length)).toEqual([20, 20]);
    expect(found()).toEqual(PREFIXES.map((prefix) => ({ prefix, wanted: 20, seen: 16 })));
  });
});
