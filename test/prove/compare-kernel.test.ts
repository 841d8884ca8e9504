import { expect, test } from "vitest";
import type { BgpPath } from "../../src/prove/read-bird.ts";
import { compareKernel, readKernelRoutes } from "../../src/prove/settle/compare-kernel.ts";
import { labInput } from "../lab/campus-lab.ts";
import { readFolder } from "../support/read-folder.ts";

const input = labInput(readFolder("examples/campus"));
const prefix = "192.0.2.53/32";

function path(nextHop: string, gateway: string, distance = 0, preference = 100): BgpPath {
  return { prefix, nextHop, preference, distance, gateways: [gateway] };
}

function wrong(paths: readonly BgpPath[], ...gateways: readonly string[]) {
  return compareKernel(paths, new Map([[prefix, new Set(gateways)]]), input).map(({ wanted, seen }) => ({
    wanted: wanted.map(({ name }) => name),
    seen: seen.map(({ name }) => name),
  }));
}

test("reads next hops from the output of ip", () => {
  const one = `[{"dst":"192.0.2.10","gateway":"10.1.1.11","dev":"eth0","metric":32,"flags":[]}]`;
  const two = `[{"dst":"2001:db8:53::10","nexthops":[{"gateway":"2001:db8::1"},{"gateway":"2001:db8::2"}],"flags":[]}]`;
  expect([...readKernelRoutes([one, two, "[]", ""])]).toEqual([
    ["192.0.2.10/32", new Set(["10.1.1.11"])],
    ["2001:db8:53::10/128", new Set(["2001:db8::1", "2001:db8::2"])],
  ]);
});

test("accepts all equally near next hops, even behind a common gateway", () => {
  const near = path("10.1.13.1", "10.1.13.1");
  const beyond = path("10.2.13.2", "198.18.0.2");
  expect(wrong([near, beyond], "10.1.13.1", "198.18.0.2")).toEqual([]);
  expect(wrong([path("10.1.13.1", "198.18.0.2"), beyond], "198.18.0.2")).toEqual([]);
  expect(wrong([near, beyond], "10.1.13.1")).toEqual([{ wanted: ["dns1", "dns2"], seen: ["dns1"] }]);
  expect(wrong([near, beyond])).toEqual([{ wanted: ["dns1", "dns2"], seen: [] }]);
});

test("rejects next hops that are farther, in reserve or unknown to BIRD", () => {
  const near = path("10.1.13.1", "10.1.13.1");
  expect(wrong([near, path("10.2.13.2", "198.18.0.2", 32)], "10.1.13.1")).toEqual([]);
  expect(wrong([near, path("10.2.13.2", "198.18.0.2", 0, 50)], "10.1.13.1")).toEqual([]);
  expect(wrong([near], "10.1.13.1", "198.18.0.9")).toEqual([{ wanted: ["dns1"], seen: ["198.18.0.9", "dns1"] }]);
});
