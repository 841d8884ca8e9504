import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { type HaproxyLab, openHaproxyLab } from "../../../../test/support/live/haproxy-lab.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";

const WORLD = "198.51.100.9";
const WORLD6 = "2001:db8:7::7";
const CAMPUS = "10.1.5.5";
const EXCEPTED = "10.66.0.1";
const SIX_TO_FOUR = "2002:c633:6409::1";
const VIPS = [1, 2, 3, 4].flatMap((number) => [`192.0.2.${number}`, `2001:db8:53::${number}`]);
const MEMBERS = ["2001:db8:1:8::11", "2001:db8:1:8::13"];
const ADDRESSES = [...VIPS, ...MEMBERS, WORLD, WORLD6, CAMPUS, EXCEPTED, SIX_TO_FOUR, "10.1.1.11", "2001:db8:1:1::11"];

describeWith(["haproxy", "ip", "namespaces"], "address families on a running HAProxy", () => {
  let lab: HaproxyLab;
  const status = async (to: string, from: string, host = "x.example", target = "/") =>
    (await lab.request({ to, from, host, target })).status;

  beforeAll(async () => {
    lab = openHaproxyLab(ADDRESSES, WORLD);
    for (const address of MEMBERS) await lab.do({ do: "listen", kind: "http", address, port: 8080 });
    await lab.start(compileText(readFolder(join(packageRoot, "generators/haproxy/cases/families/catalog"))), "lb1");
    await vi.waitUntil(async () => (await status("192.0.2.4", WORLD)) === 200, PATIENCE);
  });

  afterAll(() => lab.close());

  // `src ::/0` by itself would match all IPv4 sources.
  test.each([
    ["open to IPv6 alone", "2001:db8:53::1", WORLD6, 200],
    ["open to IPv6 alone", "192.0.2.1", WORLD, 403],
    ["open to IPv6 alone", "192.0.2.1", CAMPUS, 403],
    ["open to IPv4 alone", "192.0.2.2", WORLD, 200],
    ["open to IPv4 alone", "192.0.2.2", EXCEPTED, 403],
    ["open to IPv4 alone", "2001:db8:53::2", WORLD6, 403],
    ["open to IPv4 alone", "2001:db8:53::2", SIX_TO_FOUR, 403],
    ["narrow in IPv4, open in IPv6", "192.0.2.3", CAMPUS, 200],
    ["narrow in IPv4, open in IPv6", "192.0.2.3", WORLD, 403],
    ["narrow in IPv4, open in IPv6", "2001:db8:53::3", WORLD6, 200],
  ])("%s: %s from %s gets %i", async (_, to, from, expected) => {
    expect(await status(to, from)).toBe(expected);
  });

  test("a fallback answers for unknown host names, and others keep theirs", async () => {
    expect(await status("192.0.2.4", WORLD, "nobody.example")).toBe(200);
    const nameless = await lab.send({ from: WORLD, to: "192.0.2.4", port: 80, text: "GET / HTTP/1.0\r\n\r\n" });
    expect(nameless.text).toMatch(/^HTTP\/1\.[01] 200 /);
    expect(await status("192.0.2.4", WORLD, "restricted.uni.example")).toBe(403);
    expect(await status("192.0.2.4", CAMPUS, "restricted.uni.example")).toBe(200);
    expect(await status("192.0.2.4", "10.1.1.11", "restricted.uni.example", "/narrow")).toBe(200);
    expect(await status("192.0.2.4", EXCEPTED, "restricted.uni.example", "/")).toBe(403);
  });

  test("members on draining nodes get no new clients, those on planned nodes get none at all", async () => {
    const members = new Set<string>();
    for (let i = 0; i < 6; i++) {
      members.add(JSON.parse((await lab.request({ to: "2001:db8:53::1", from: WORLD6, host: "x" })).body).member);
    }
    expect([...members]).toEqual(["2001:db8:1:8::11:8080"]);
  });
});
