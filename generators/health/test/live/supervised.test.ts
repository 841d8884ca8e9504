import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { CONFIG, configText, ended, type HealthLab, openHealthLab, PROGRAM, signal } from "./lab.ts";

const UNIT = readFileSync(join(packageRoot, "generators/health/templates/intentlb-health.service.eta"), "utf8");
const WATCHDOG = Number(/^WatchdogSec=(\d+)$/m.exec(UNIT)?.[1]) * 1000;

/** Records a service's notifications to systemd, one per line. */
const SYSTEMD = `
use IO::Socket::UNIX;
use Socket;
my $socket = IO::Socket::UNIX->new(Type => SOCK_DGRAM, Local => "/run/notify") or die "$!";
open my $log, ">>", "/run/notify.log" or die "$!";
syswrite STDOUT, "ready";
while (defined recv $socket, my $said, 4096, 0) { syswrite $log, "$said\\n" }
`;

describeWith(["ip", "namespaces"], "the health daemon notifies systemd", () => {
  let lab: HealthLab;
  const said = (): string[] => lab.run("cat", ["/run/notify.log"]).output.trim().split("\n");
  beforeAll(async () => {
    lab = await openHealthLab(["192.0.2.10/32"]);
  });
  afterEach(() => lab.reset());
  afterAll(() => lab.close());

  test("when it is ready, at least twice per watchdog period, and when it stops", async () => {
    const systemd = lab.spawn("perl", ["-e", SYSTEMD]);
    if (systemd.stdout !== null) await once(systemd.stdout, "data");
    lab.write(
      CONFIG,
      configText([
        ["check", "it", 100, 100, 1, 1, "tcp", "192.0.2.10", 80],
        ["vip", "192.0.2.10", "www", "it"],
      ]),
    );
    const program = lab.spawn("env", ["NOTIFY_SOCKET=/run/notify", PROGRAM, "run", CONFIG]);
    expect(WATCHDOG).toBe(20_000);
    await vi.waitFor(() => expect(said()[0]).toBe("READY=1"), PATIENCE);
    await vi.waitFor(() => expect(said().slice(0, 2)).toEqual(["READY=1", "WATCHDOG=1"]), WATCHDOG / 2);
    // A daemon that hangs is silent, so systemd kills it. It has just sent a notification, so none is still on its way.
    signal(program, "SIGSTOP");
    const before = said();
    await pause(WATCHDOG / 3);
    expect(said()).toEqual(before);
    signal(program, "SIGCONT");
    await vi.waitFor(() => expect(said().length).toBeGreaterThan(before.length), WATCHDOG / 2);
    signal(program, "SIGTERM");
    expect(await ended(program)).toBe(0);
    await vi.waitFor(() => expect(said().at(-1)).toBe("STOPPING=1"), PATIENCE);
  });
});
