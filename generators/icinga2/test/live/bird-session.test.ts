import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";

const CHECK = join(packageRoot, "generators/icinga2/templates/check_bird_session");
const PLAIN_USER = process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];

// Sessions of a running and of a killed BIRD are tested in checks.test.ts and messages.test.ts.
describeWith(["bird"], "check_bird_session", () => {
  function ask(socket: string): [number | null, string] {
    const argv = [...PLAIN_USER, "sh", "-s", "--", "-s", socket, "rr1-v4"];
    const { status, stdout } = spawnSync(argv[0] ?? "sh", argv.slice(1), {
      input: readFileSync(CHECK),
      encoding: "utf8",
    });
    return [status, stdout];
  }

  test("is critical if there is no socket", () => {
    expect(ask("/run/no-bird-here.ctl")).toEqual([2, expect.stringContaining("CRITICAL: BIRD does not answer")]);
  });

  test("is critical if nothing listens on the socket", () => {
    const socket = join(temporaryFolder(), "bird.ctl");
    writeFileSync(socket, "");
    chmodSync(socket, 0o666);
    expect(ask(socket)).toEqual([2, expect.stringContaining("CRITICAL: BIRD does not answer")]);
  });

  test("is unknown without permission for the socket", () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o000);
    expect(ask(join(folder, "bird.ctl"))).toEqual([3, expect.stringContaining("Permission denied")]);
  });
});
