import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { until } from "../../../../src/lab/until.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { type Fields, type HealthLab, openHealthLab } from "./lab.ts";

/** Number of VIPs, each in both families. */
const VIPS = Array.from({ length: 1000 }, (_, index) => [
  `10.200.${index >> 8}.${index & 255}`,
  `2001:db8:53::${(index + 1).toString(16)}`,
]).flat();

/** In seconds. */
const LIFETIME = 6;

/** One check for all: this test is about renewals. */
const RECORDS: Fields[] = [
  ["check", "listen", 1000, 500, 1, 1, "tcp", "10.200.0.0", 80],
  ...VIPS.map((address): Fields => ["vip", address, "www", "listen"]),
];

/** Wraps the real `ip` and records the number of renewals per batch. */
const IP = `#!/bin/sh
case " $* " in *" -batch "*) ;; *) exec /usr/sbin/ip "$@" ;; esac
input=/run/batch.$$
cat > $input
grep -c '^address replace ' $input >> /run/batches
/usr/sbin/ip "$@" < $input
`;

describeWith(["ip", "namespaces"], "the health daemon with 1,000 VIPs in both families", () => {
  let lab: HealthLab;
  beforeAll(async () => {
    lab = await openHealthLab(VIPS.map((address) => `${address}/${address.includes(":") ? 128 : 32}`));
    lab.run("mount", ["-t", "tmpfs", "none", "/usr/local/sbin"]);
    lab.write("/usr/local/sbin/ip", IP);
    lab.run("chmod", ["755", "/usr/local/sbin/ip"]);
  });
  afterEach(() => lab.reset());
  afterAll(() => lab.close());

  test("renews all of them in one batch, early enough that none expires", async () => {
    await lab.listen("10.200.0.0", 80);
    await lab.start(RECORDS, LIFETIME);
    await lab.until(VIPS);
    lab.write("/run/batches", "");
    const began = performance.now();
    let batches: number[] = [];
    await until(async () => {
      expect(lab.announced()).toHaveLength(VIPS.length);
      batches = lab.run("cat", ["/run/batches"]).output.trim().split("\n").map(Number);
      return { done: batches.length >= 4, seen: batches };
    }, PATIENCE);
    // One batch per third of the lifetime, and one more at each end.
    expect(batches.length).toBeLessThanOrEqual(2 + (performance.now() - began) / ((LIFETIME * 1000) / 3));
    expect(batches.filter((renewed) => renewed !== VIPS.length)).toEqual([]);
  });
});
