import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { describeWith } from "../../../../test/support/daemons.ts";
import { ended, type Fields, type HealthLab, openHealthLab, signal } from "./lab.ts";

const SERVICES = 200;
/** CPU ticks of a hundredth of a second. */
const TICKS = 100;

/** 200 services, each with its own VIP in both families, each checked every three seconds. */
const VIPS = Array.from({ length: SERVICES }, (_, index) => [
  `10.200.0.${index + 1}`,
  `2001:db8:53::${(index + 1).toString(16)}`,
]).flat();
const RECORDS: Fields[] = [
  ...VIPS.map((address): Fields => ["check", `listen:${address}`, 3000, 1000, 1, 1, "tcp", address, 80]),
  ...VIPS.map((address): Fields => ["vip", address, "www", `listen:${address}`]),
];

describeWith(["ip", "namespaces"], "the health daemon with 200 services every 3 s", () => {
  let lab: HealthLab;
  beforeAll(async () => {
    lab = await openHealthLab(VIPS.map((address) => `${address}/${address.includes(":") ? 128 : 32}`));
  });
  afterEach(() => lab.reset());
  afterAll(() => lab.close());

  test("uses little CPU, keeps its schedule, and withdraws all of them at once", async () => {
    await Promise.all([lab.listen("0.0.0.0", 80), lab.listen("::", 80)]);
    const program = await lab.start(RECORDS);
    await lab.until(VIPS);
    const pid = readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, "utf8").trim();
    const before = ticksOf(pid);
    await pause(6000);
    // 5 % of a CPU was measured on a busy machine; ten times that is a bug.
    expect(ticksOf(pid) - before).toBeLessThan(6 * TICKS * 0.5);
    expect(lab.announced()).toEqual([...VIPS].sort());
    const began = performance.now();
    signal(program, "SIGTERM");
    expect(await ended(program)).toBe(0);
    // Withdrawn one by one, they would have expired before that.
    expect(performance.now() - began).toBeLessThan(3000);
    expect(lab.announced()).toEqual([]);
  });
});

/** CPU time of a process and of its ended children. */
function ticksOf(pid: string): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
}
