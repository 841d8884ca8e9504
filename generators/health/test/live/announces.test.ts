import type { ChildProcess } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { until } from "../../../../src/lab/until.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { inTime, PATIENCE } from "../../../../test/support/patience.ts";
import { CONFIG, configText, ended, type Fields, type HealthLab, openHealthLab, signal } from "./lab.ts";

const V4 = "192.0.2.10";
const V6 = "2001:db8:53::10";
const BLOG = "192.0.2.11";

const INTERVAL = 100;
const TIMEOUT = 200;
const RISE = 3;
const FALL = 2;

/** An unhealthy VIP is withdrawn within this time, in milliseconds. */
const LONGEST = FALL * INTERVAL + TIMEOUT + 1000;

/** Longer than the lifetime of an address that is not renewed. */
const LAPSED = 3500;

const check = (name: string, ...question: Fields): Fields => [
  "check",
  name,
  ...[INTERVAL, TIMEOUT, RISE, FALL],
  ...question,
];

/** www in both families, and blog. */
const RECORDS: readonly Fields[] = [
  check("www:ipv4", "tcp", V4, 80),
  check("www:ipv6", "tcp", V6, 80),
  check("blog:ipv4", "tcp", BLOG, 80),
  ["vip", V4, "www", "www:ipv4"],
  ["vip", V6, "www", "www:ipv6"],
  ["vip", BLOG, "blog", "blog:ipv4"],
];

describeWith(["ip", "namespaces"], "the health daemon announces", () => {
  let lab: HealthLab;
  const listen = (...addresses: string[]): Promise<ChildProcess[]> =>
    Promise.all(addresses.map((address) => lab.listen(address, 80)));
  const start = (records = RECORDS): Promise<ChildProcess> => lab.start(records);
  beforeAll(async () => {
    lab = await openHealthLab([`${V4}/32`, `${V6}/128`, `${BLOG}/32`]);
  });
  afterEach(() => lab.reset());
  afterAll(() => lab.close());

  test("no unhealthy VIP, and each family separately", async () => {
    const refused = `${V4} withdrawn: www:ipv4: port 80: connection refused`;
    await start();
    for (const line of [refused, refused.replace(V4, V6).replace("ipv4", "ipv6")]) await lab.untilSaid(line);
    await lab.untilSaid(`${BLOG} withdrawn: blog:ipv4: port 80: connection refused`);
    expect(lab.announced()).toEqual([]);
    const [four] = await listen(V4);
    await lab.until([V4]);
    await listen(V6);
    await lab.until([V4, V6]);
    if (four !== undefined) signal(four, "SIGKILL");
    expect(await lab.until([V6])).toBeLessThan(LONGEST);
    await lab.untilSaid(refused, 2);
    expect(lab.health("status")).toMatchObject({ status: 1 });
    await listen(V4);
    await lab.until([V4, V6]);
  });

  test("no VIP before enough checks passed in a row", async () => {
    // While it passes, each check records how many addresses are announced at that time.
    const question = "test -e /run/well && ip -o address show dev health0 scope global | wc -l >> /run/asked";
    await start([
      ["check", "it", INTERVAL, 2000, RISE, FALL, "run", V4, "www", "/bin/sh", "-c", question],
      ["vip", V4, "www", "it"],
    ]);
    await lab.untilSaid(`${V4} withdrawn: it: ended with status 1`);
    lab.write("/run/well", "");
    await lab.until([V4]);
    await lab.untilLines("/run/asked", RISE + 2);
    const asked = lab.run("cat", ["/run/asked"]).output.split("\n");
    expect(asked.slice(0, RISE)).toEqual(Array(RISE).fill("0"));
  });

  test("addresses with a short lifetime, renewed while the daemon runs", async () => {
    await listen(V4);
    const program = await start();
    await lab.until([V4]);
    await pause(LAPSED);
    expect(lab.announced()).toEqual([V4]);
    signal(program, "SIGKILL");
    // The kernel looks for expired addresses once a second.
    expect(await lab.until([])).toBeLessThan(LAPSED + 1000);
    expect(lab.health("status")).toMatchObject({ status: 2 });
  });

  test("nothing after SIGTERM, and nothing after a restart before the checks pass", async () => {
    const servers = await listen(V4, V6);
    await inTime(700, async () => {
      const program = await start();
      await lab.until([V4, V6]);
      const began = performance.now();
      signal(program, "SIGTERM");
      expect(await ended(program)).toBe(0);
      expect(lab.announced()).toEqual([]);
      return performance.now() - began;
    });
    for (const server of servers) signal(server, "SIGKILL");
    await Promise.all(servers.map(ended));
    await start();
    await lab.untilSaid(`${V6} withdrawn: www:ipv6: port 80: connection refused`);
    expect(lab.announced()).toEqual([]);
    await listen(V4, V6);
    await lab.until([V4, V6]);
  });

  test("what a killed daemon announced, without interruption, if it is healthy", async () => {
    const [, six] = await listen(V4, V6);
    const program = await start();
    await lab.until([V4, V6]);
    lab.run("ip", ["address", "add", "192.0.2.99/32", "dev", "health0"]);
    signal(program, "SIGKILL");
    if (six !== undefined) signal(six, "SIGKILL");
    await ended(program);
    await start();
    // The unhealthy VIP and the unknown one are withdrawn; the other one never is.
    const began = performance.now();
    await until(async () => {
      const seen = lab.announced();
      expect(seen).toContain(V4);
      return { done: seen.length === 1 && performance.now() - began > LAPSED, seen };
    }, PATIENCE);
  });

  test("no drained VIP, across restarts, until it is undrained", async () => {
    const [, , blog] = await listen(V4, V6, BLOG);
    const program = await start();
    await inTime(1000, async () => {
      expect(lab.health("undrain", "www").status).toBe(0);
      await lab.until([V4, V6, BLOG]);
      const began = performance.now();
      expect(lab.health("drain", "www")).toEqual({ status: 0, output: `${V4} is drained\n${V6} is drained\n` });
      return performance.now() - began;
    });
    expect(lab.announced()).toEqual([BLOG]);
    signal(program, "SIGTERM");
    await ended(program);
    await start();
    // All are healthy again, and something else changed after that: www would have been announced by then.
    for (const name of ["www:ipv4", "www:ipv6"]) await lab.untilSaid(`check ${name} passes`, 2);
    await lab.until([BLOG]);
    if (blog !== undefined) signal(blog, "SIGKILL");
    await lab.until([]);
    await listen(BLOG);
    await lab.until([BLOG]);
    expect(lab.health("drain", "all").status).toBe(0);
    expect(lab.announced()).toEqual([]);
    expect(lab.health("status")).toMatchObject({ status: 0 });
    expect(lab.health("undrain", "all").status).toBe(0);
    await lab.until([BLOG]);
    expect(lab.health("undrain", "www").status).toBe(0);
    await lab.until([V4, V6, BLOG]);
    expect(lab.health("drain", "nobody")).toEqual({
      status: 1,
      output: "health: this node has no VIP of nobody\n",
    });
    expect(lab.health("drain", "../www").status).toBe(2);
  });

  test("a shared VIP until all of its services are drained", async () => {
    await listen(V4);
    await start([check("shared", "tcp", V4, 80), ["vip", V4, "blog,www", "shared"]]);
    await lab.until([V4]);
    expect(lab.health("drain", "www")).toEqual({ status: 0, output: `${V4} is announced\n` });
    expect(lab.health("drain", "blog")).toEqual({ status: 0, output: `${V4} is drained\n` });
    expect(lab.announced()).toEqual([]);
  });

  test("the VIPs of a new configuration, keeping states; an invalid one changes nothing", async () => {
    await listen(V4, BLOG);
    const program = await start();
    await lab.until([V4, BLOG]);
    lab.write(CONFIG, configText([...RECORDS, ["vip", "192.0.2.12"]]));
    signal(program, "SIGHUP");
    await lab.untilSaid(`new configuration rejected, keeping the old one: ${CONFIG}:10: VIP without checks`);
    expect(lab.announced()).toEqual([V4, BLOG]);
    // blog is removed. www gets another check that has not run yet, which by itself withdraws nothing.
    const slow = ["/bin/sh", "-c", "sleep 0.4; echo answered >> /run/answered"];
    lab.write(
      CONFIG,
      configText([
        check("www:ipv4", "tcp", V4, 80),
        ["check", "slow", 1000, 9000, 3, 1, "run", V4, "www", ...slow],
        ["vip", V4, "www", "www:ipv4", "slow"],
      ]),
    );
    signal(program, "SIGHUP");
    await lab.until([V4]);
    await lab.untilLines("/run/answered", 2);
    expect(lab.announced()).toEqual([V4]);
    expect(lab.log().filter((line) => line.startsWith(`${V4} withdrawn`))).toEqual([]);
  });

  test("the same after an upgrade of the program, unless the new one is broken", async () => {
    await listen(V4);
    const program = await start();
    await lab.until([V4]);
    lab.run("sh", ["-c", "echo '# new' >> /run/lib/Health/Log.pm"]);
    signal(program, "SIGHUP");
    await lab.untilSaid("switching to the new program on disk");
    await lab.untilSaid(`${V4} is still announced: checking it first`);
    await pause(LAPSED);
    expect(lab.announced()).toEqual([V4]);
    lab.run("sh", ["-c", "echo '}' >> /run/lib/Health/Log.pm"]);
    signal(program, "SIGHUP");
    await lab.untilSaid("the new program on disk is broken: keeping the running one");
    lab.run("sed", ["-i", "$d", "/run/lib/Health/Log.pm"]);
    expect(lab.log().filter((line) => line.startsWith(`${V4} withdrawn`))).toEqual([]);
    signal(program, "SIGTERM");
    expect(await ended(program)).toBe(0);
    expect(lab.announced()).toEqual([]);
  });

  test("again, after the interface was gone", async () => {
    await listen(V4);
    await start();
    await lab.until([V4]);
    lab.run("ip", ["link", "del", "health0"]);
    await lab.untilStatus("waiting");
    lab.run("sh", ["-c", "ip link add health0 type bridge && ip link set health0 up"]);
    await lab.until([V4]);
  });

  test("no VIP that is not on the node, because another node would answer", async () => {
    await listen(V4);
    await start();
    await lab.until([V4]);
    // While it is drained, because its copy on the interface for BIRD is an address of the node, too.
    expect(lab.health("drain", "www").status).toBe(0);
    lab.run("ip", ["address", "del", `${V4}/32`, "dev", "anycast0"]);
    await lab.untilSaid(`check www:ipv4 fails: ${V4} is not an address of this node`);
    expect(lab.health("undrain", "www").status).toBe(0);
    await lab.untilStatus(/^192\.0\.2\.10 +withdrawn .* 192\.0\.2\.10 is not an address of this node$/m);
    expect(lab.announced()).toEqual([]);
    lab.run("ip", ["address", "add", `${V4}/32`, "dev", "anycast0"]);
    await lab.until([V4]);
  });
});
