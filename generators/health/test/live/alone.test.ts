import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { until } from "../../../../src/lab/until.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { CONFIG, configText, ended, type Fields, type HealthLab, openHealthLab, PROGRAM, signal } from "./lab.ts";

const V4 = "192.0.2.10";
const V6 = "2001:db8:53::10";
/** Seconds after which an address expires if it is not renewed. */
const LIFETIME = 6;

const RECORDS: readonly Fields[] = [
  ["check", "www:ipv4", 100, 200, 2, 2, "tcp", V4, 80],
  ["check", "www:ipv6", 100, 200, 2, 2, "tcp", V6, 80],
  ["vip", V4, "www", "www:ipv4"],
  ["vip", V6, "www", "www:ipv6"],
];

describeWith(["ip", "namespaces"], "the health daemon", () => {
  let lab: HealthLab;
  beforeAll(async () => {
    lab = await openHealthLab([`${V4}/32`, `${V6}/128`]);
    lab.run("mount", ["-o", "remount,size=8m", "/run"]);
  });
  afterEach(() => lab.reset());
  afterAll(() => lab.close());

  /** Waits until an address was renewed this many times: each renewal raises its remaining lifetime. */
  async function renewed(times: number): Promise<void> {
    let [before, count] = [0, 0];
    await until(async () => {
      expect(lab.announced()).toEqual([V4, V6]);
      const text = lab.run("ip", ["-o", "address", "show", "dev", "health0"]).output;
      const left = Number(/valid_lft (\d+)sec/.exec(text)?.[1]);
      if (left > before) count++;
      before = left;
      return { done: count > times, seen: count };
    }, PATIENCE);
  }

  test.each([
    ["before", true],
    ["while", false],
  ])("keeps healthy VIPs if /run was full %s it started, and reports that", async (_, isBefore) => {
    const fill = (): void => {
      lab.run("sh", ["-c", "cat /dev/zero > /run/filling; echo > /run/a; test ! -s /run/a"]);
    };
    await Promise.all([lab.listen(V4, 80), lab.listen(V6, 80)]);
    lab.write(CONFIG, configText(RECORDS, LIFETIME));
    if (isBefore) fill();
    const program = lab.spawn("sh", ["-c", `exec ${PROGRAM} run ${CONFIG}`]);
    let said = "";
    for (const stream of [program.stdout, program.stderr]) stream?.on("data", (data) => (said += data));
    await lab.until([V4, V6]);
    if (!isBefore) fill();
    expect(lab.run("sh", ["-c", "echo anything > /run/other"]).status).not.toBe(0);
    await renewed(4);
    expect(said).not.toMatch(/ line \d+|withdrawn|cannot/);
    await lab.untilStatus("2 of 2 VIPs announced");
    expect(lab.health("drain", "www").status).toBe(0);
    expect(lab.announced()).toEqual([]);
    expect(lab.health("undrain", "www").status).toBe(0);
    await lab.until([V4, V6]);
    signal(program, "SIGTERM");
    expect(await ended(program)).toBe(0);
    expect(lab.health("status").status).toBe(2);
  });

  test("refuses to run twice, and does not affect the first daemon", async () => {
    await Promise.all([lab.listen(V4, 80), lab.listen(V6, 80)]);
    const first = await lab.start(RECORDS, LIFETIME);
    await lab.until([V4, V6]);
    lab.write("/run/other.conf", configText(RECORDS.slice(0, 1).concat([["vip", V4, "www", "www:ipv4"]]), LIFETIME));
    for (const config of [CONFIG, "/run/other.conf"]) {
      expect(lab.run(PROGRAM, ["run", config])).toEqual({
        status: 1,
        output: "health: already running on this node, see systemctl status intentlb-health\n",
      });
      expect(lab.announced()).toEqual([V4, V6]);
    }
    await renewed(1);
    expect(lab.log().filter((line) => line.includes("withdrawn"))).toEqual([]);
    await lab.untilStatus("2 of 2 VIPs announced");
    // Once it is killed, the next one can run.
    signal(first, "SIGKILL");
    await ended(first);
    await lab.start(RECORDS, LIFETIME);
    await lab.untilStatus("2 of 2 VIPs announced");
  });
});
