import { afterAll, beforeAll, expect, test } from "vitest";
import { describeWith } from "../support/daemons.ts";
import { type Fields, type HealthLab, openHealthLab, pause } from "./health-lab.ts";

/** As many VIPs, each in both families. */
const VIPS = Array.from({ length: 1000 }, (_, index) => [
  `10.200.${index >> 8}.${index & 255}`,
  `2001:db8:53::${(index + 1).toString(16)}`,
]).flat();

/** One question for all: this is about their renewal. */
const RECORDS: Fields[] = [
  ["check", "listen", 1000, 500, 1, 1, "tcp", "10.200.0.0", 80],
  ...VIPS.map((address): Fields => ["vip", address, "www", "listen"]),
];

/** Stands before the real `ip` and writes down how many renewals each batch holds. */
const IP = `#!/bin/sh
case " $* " in *" -batch "*) ;; *) exec /usr/sbin/ip "$@" ;; esac
input=/run/batch.$$
cat > $input
grep -c '^address replace ' $input >> /run/batches
/usr/sbin/ip "$@" < $input
`;

describeWith(["ip", "namespaces"], "the health program with 1,000 VIPs in both families", () => {
  let lab: HealthLab;
  beforeAll(async () => {
    lab = await openHealthLab(VIPS.map((address) => `${address}/${address.includes(":") ? 128 : 32}`));
    lab.run("mount", ["-t", "tmpfs", "none", "/usr/local/sbin"]);
    lab.write("/usr/local/sbin/ip", IP);
    lab.run("chmod", ["755", "/usr/local/sbin/ip"]);
  });
  afterAll(() => lab.close());

  test("renews all of them in one batch each time, early enough that none lapses", async () => {
    await lab.listen("10.200.0.0", 80);
    await lab.start(RECORDS);
    await lab.until(VIPS, 10_000);
    lab.write("/run/batches", "");
    // Their lifetime is 3 s.
    for (let times = 0; times < 8; times++) {
      await pause(500);
      expect(lab.announced()).toHaveLength(VIPS.length);
    }
    const batches = lab.run("cat", ["/run/batches"]).output.trim().split("\n").map(Number);
    expect(batches.length).toBeGreaterThanOrEqual(2);
    // A batch a second, and one more at each end.
    expect(batches.length).toBeLessThanOrEqual(7);
    expect(batches.filter((renewed) => renewed !== VIPS.length)).toEqual([]);
  });
});
