import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readFolder } from "../support/read-folder.ts";
import { cliEnvironment, PROGRAM, runCli } from "../support/run-cli.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("locale, time zone, umask, date and folder do not change a byte", () => {
  const home = temporaryFolder();
  expect(runCli(["build", "examples/campus", "-o", join(home, "one")]).status).toBe(0);
  const elsewhere = spawnSync(
    "sh",
    [
      "-c",
      'umask 077; exec "$@"',
      "sh",
      process.execPath,
      ...PROGRAM,
      "build",
      join(process.cwd(), "examples/campus"),
      "-o",
      "two",
      "--today",
      "2027-01-01",
    ],
    {
      cwd: home,
      env: cliEnvironment({ LC_ALL: "tr_TR.UTF-8", LANG: "sv_SE.UTF-8", TZ: "Pacific/Kiritimati" }),
      encoding: "utf8",
    },
  );
  expect(elsewhere.stderr).not.toContain("error");
  expect(elsewhere.status).toBe(0);
  expect(readFolder(join(home, "two"))).toEqual(readFolder(join(home, "one")));
  rmSync(home, { recursive: true });
});

test("building again changes nothing", () => {
  const out = join(temporaryFolder(), "out");
  runCli(["build", "examples/campus", "-o", out]);
  const first = readFolder(out);
  const again = runCli(["build", "examples/campus", "-o", out]);
  expect(again.stdout).toMatch(/: 0 files written, \d+ unchanged, 0 removed/);
  expect(readFolder(out)).toEqual(first);
});
