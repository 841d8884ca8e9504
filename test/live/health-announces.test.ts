import type { ChildProcess } from "node:child_process";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { describeWith } from "../support/daemons.ts";
import { CONFIG, configText, ended, type Fields, type HealthLab, openHealthLab, pause, signal } from "./health-lab.ts";

const V4 = "192.0.2.10";
const V6 = "2001:db8:53::10";
const BLOG = "192.0.2.11";

const INTERVAL = 100;
const TIMEOUT = 200;
const RISE = 3;
const FALL = 2;

/** A VIP that is sick is withdrawn within this time, in milliseconds. */
const LONGEST = FALL * INTERVAL + TIMEOUT + 1000;

const check = (name: string, ...question: Fields): Fields => [
  "check",
  name,
  ...[INTERVAL, TIMEOUT, RISE, FALL],
  ...question,
];

/** www in both families, blog beside it. */
const RECORDS: readonly Fields[] = [
  check("www:ipv4", "tcp", V4, 80),
  check("www:ipv6", "tcp", V6, 80),
  check("blog:ipv4", "tcp", BLOG, 80),
  ["vip", V4, "www", "www:ipv4"],
  ["vip", V6, "www", "www:ipv6"],
  ["vip", BLOG, "blog", "blog:ipv4"],
];

describeWith(["ip", "namespaces"], "the health program announces", () => {
  let lab: HealthLab;
  const started: ChildProcess[] = [];
  const listen = async (...addresses: string[]): Promise<ChildProcess[]> => {
    const servers = await Promise.all(addresses.map((address) => lab.listen(address, 80)));
    started.push(...servers);
    return servers;
  };
  const start = async (records = RECORDS): Promise<ChildProcess> => {
    const program = await lab.start(records);
    started.push(program);
    return program;
  };
  beforeAll(async () => {
    lab = await openHealthLab([`${V4}/32`, `${V6}/128`, `${BLOG}/32`]);
  });
  afterEach(async () => {
    for (const process of started.splice(0)) {
      if (process.exitCode !== null || process.signalCode !== null) continue;
      signal(process, "SIGKILL");
      await ended(process);
    }
    lab.run("sh", [
      "-c",
      "ip address flush dev health0 scope global; rm -rf /run/intentlb /var/lib/intentlb; : > /run/health.log",
    ]);
  });
  afterAll(() => lab.close());

  test("nothing before it is well so many times in a row, then each family by itself", async () => {
    await start();
    await pause(RISE * INTERVAL + 300);
    expect(lab.announced()).toEqual([]);
    const [four] = await listen(V4);
    expect(await lab.until([V4])).toBeGreaterThan((RISE - 2) * INTERVAL);
    await listen(V6);
    await lab.until([V4, V6]);
    if (four !== undefined) signal(four, "SIGKILL");
    expect(await lab.until([V6])).toBeLessThan(LONGEST);
    expect(lab.log()).toContain(`${V4} withdrawn: www:ipv4: port 80: connection refused`);
    expect(lab.health("status")).toMatchObject({ status: 1 });
    await listen(V4);
    await lab.until([V4, V6]);
  });

  test("the addresses for a while only, renewed while it lives", async () => {
    await listen(V4);
    const program = await start();
    await lab.until([V4]);
    await pause(3500);
    expect(lab.announced()).toEqual([V4]);
    signal(program, "SIGKILL");
    const lapsed = await lab.until([], 4500);
    expect(lapsed).toBeLessThan(4000);
    expect(lab.health("status")).toMatchObject({ status: 2 });
  });

  test("nothing any more at once when it is told to end, and not before it is well when it is back", async () => {
    await listen(V4, V6);
    const program = await start();
    await lab.until([V4, V6]);
    const began = Date.now();
    signal(program, "SIGTERM");
    expect(await ended(program)).toBe(0);
    expect(Date.now() - began).toBeLessThan(700);
    expect(lab.announced()).toEqual([]);
    await start();
    expect(lab.announced()).toEqual([]);
    await lab.until([V4, V6]);
  });

  test("what its predecessor announced goes on when that one died, if it is well", async () => {
    const [, six] = await listen(V4, V6);
    const program = await start();
    await lab.until([V4, V6]);
    lab.run("ip", ["address", "add", "192.0.2.99/32", "dev", "health0"]);
    signal(program, "SIGKILL");
    if (six !== undefined) signal(six, "SIGKILL");
    await ended(program);
    await start();
    // The sick one and the one that nobody knows go; the other one never does.
    const seen = new Set<string>();
    await Promise.all([
      lab.until([V4]),
      (async () => {
        for (let look = 0; look < 20; look++) {
          seen.add(String(lab.announced().includes(V4)));
          await pause(100);
        }
      })(),
    ]);
    expect([...seen]).toEqual(["true"]);
    expect(lab.announced()).toEqual([V4]);
  });

  test("nothing that is drained, across restarts, until it is undrained", async () => {
    await listen(V4, V6, BLOG);
    const program = await start();
    await lab.until([V4, V6, BLOG]);
    const began = Date.now();
    expect(lab.health("drain", "www")).toEqual({ status: 0, output: `${V4} is drained\n${V6} is drained\n` });
    expect(Date.now() - began).toBeLessThan(1000);
    expect(lab.announced()).toEqual([BLOG]);
    signal(program, "SIGTERM");
    await ended(program);
    await start();
    await lab.until([BLOG]);
    await pause(RISE * INTERVAL + 300);
    expect(lab.announced()).toEqual([BLOG]);
    expect(lab.health("drain", "all").status).toBe(0);
    expect(lab.announced()).toEqual([]);
    expect(lab.health("status")).toMatchObject({ status: 0 });
    expect(lab.health("undrain", "all").status).toBe(0);
    await lab.until([BLOG]);
    expect(lab.health("undrain", "www").status).toBe(0);
    await lab.until([V4, V6, BLOG]);
    expect(lab.health("drain", "nobody")).toEqual({
      status: 1,
      output: "health: no VIP of nobody is announced here\n",
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

  test("what a new configuration says, keeping what it knows; a broken one changes nothing", async () => {
    await listen(V4, BLOG);
    const program = await start();
    await lab.until([V4, BLOG]);
    lab.write(CONFIG, configText([...RECORDS, ["vip", "192.0.2.12"]]));
    signal(program, "SIGHUP");
    await pause(300);
    expect(lab.log().at(-1)).toBe(`keeps its configuration: ${CONFIG}:10: a VIP without checks`);
    expect(lab.announced()).toEqual([V4, BLOG]);
    // The blog goes. www gets one more question, which has yet to be answered: that alone withdraws nothing.
    lab.write(
      CONFIG,
      configText([
        check("www:ipv4", "tcp", V4, 80),
        ["check", "slow", 1000, 900, 3, 1, "run", V4, "www", "/bin/sleep", "0.4"],
        ["vip", V4, "www", "www:ipv4", "slow"],
      ]),
    );
    signal(program, "SIGHUP");
    await lab.until([V4]);
    await pause(1500);
    expect(lab.announced()).toEqual([V4]);
    expect(lab.log().filter((line) => line.startsWith(`${V4} withdrawn`))).toEqual([]);
  });

  test("the same when the program itself is new, and not a broken one", async () => {
    await listen(V4);
    const program = await start();
    await lab.until([V4]);
    lab.run("sh", ["-c", "echo '# new' >> /run/lib/Health/Log.pm"]);
    signal(program, "SIGHUP");
    await pause(600);
    expect(lab.log()).toContain("goes on as the program that is on disk now");
    expect(lab.log()).toContain(`${V4} is still announced: asking whether rightly`);
    await pause(3200);
    expect(lab.announced()).toEqual([V4]);
    lab.run("sh", ["-c", "echo '}' >> /run/lib/Health/Log.pm"]);
    signal(program, "SIGHUP");
    await pause(600);
    expect(lab.log()).toContain("the program on disk is broken: the one that runs stays");
    lab.run("sed", ["-i", "$d", "/run/lib/Health/Log.pm"]);
    expect(lab.log().filter((line) => line.startsWith(`${V4} withdrawn`))).toEqual([]);
    signal(program, "SIGTERM");
    expect(await ended(program)).toBe(0);
    expect(lab.announced()).toEqual([]);
  });

  test("again, when the interface was away", async () => {
    await listen(V4);
    await start();
    await lab.until([V4]);
    lab.run("ip", ["link", "del", "health0"]);
    await pause(1500);
    expect(lab.health("status").output).toContain("waiting");
    lab.run("sh", ["-c", "ip link add health0 type bridge && ip link set health0 up"]);
    await lab.until([V4]);
  });

  test("no VIP that is not on the node, where another one would answer", async () => {
    await listen(V4);
    await start();
    await lab.until([V4]);
    lab.run("ip", ["address", "del", `${V4}/32`, "dev", "anycast0"]);
    lab.run("ip", ["address", "del", `${V4}/32`, "dev", "health0"]);
    await pause(1000);
    expect(lab.announced()).toEqual([]);
    expect(lab.health("status").output).toContain(`${V4} is not an address of this node`);
    lab.run("ip", ["address", "add", `${V4}/32`, "dev", "anycast0"]);
    await lab.until([V4]);
  });
});
