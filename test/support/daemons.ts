import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, test } from "vitest";
import { debianRoot } from "./debian-root.ts";

/**
 * What a live test may need: a program, which is looked for on the path and where Debian keeps daemons (a plain user's path
 * has no `sbin`); `plugins`, the Monitoring Plugins; `namespaces`, permission to make user and network namespaces; or
 * `root of bookworm`, `root of trixie`, a bare root of that release, which is made when it is needed first.
 */
export type Need = string;

const PLUGINS = "/usr/lib/nagios/plugins";
const FOLDERS = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];

/**
 * `describe` for tests that talk to real daemons. Where one is absent the tests are skipped and the reason is printed,
 * in the title and on standard error; with `INTENTLB_REQUIRE_DAEMONS=1`, as in CI, its absence is a failure. What needs a newer
 * version than Debian 12 has is skipped there all the same: `npm run test:debian13` runs it.
 */
export function describeWith(needs: readonly Need[], name: string, body: () => void): void {
  const absent = needs.filter((need) => !isPresent(need));
  if (absent.length === 0) {
    describe(name, body);
    return;
  }
  const from = absent.includes("haproxy 3.0") ? "npm run test:debian13 has it" : "scripts/install-daemons installs it";
  const reason = `${absent.join(", ")} not available; ${from}`;
  if (process.env["INTENTLB_REQUIRE_DAEMONS"] === "1" && absent.some((need) => need !== "haproxy 3.0")) {
    test(name, () => {
      throw new Error(reason);
    });
    return;
  }
  process.stderr.write(`\nSKIPPED: ${name}: ${reason}\n`);
  describe.skip(`${name} (SKIPPED: ${reason})`, body);
}

/** Absolute path of a program, or undefined if it is not installed. */
export function programPath(program: string): string | undefined {
  for (const folder of FOLDERS) {
    const path = join(folder, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here; the next folder may have it.
    }
  }
  return undefined;
}

const known = new Map<Need, boolean>();

function isPresent(need: Need): boolean {
  const before = known.get(need);
  if (before !== undefined) return before;
  const present = look(need);
  known.set(need, present);
  return present;
}

function look(need: Need): boolean {
  switch (need) {
    case "namespaces":
      return spawnSync("unshare", ["-rnm", "true"]).status === 0;
    case "haproxy 3.0":
      return (
        Number(/version (\d+)/.exec(spawnSync(programPath("haproxy") ?? "haproxy", ["-v"]).stdout?.toString())?.[1]) >=
        3
      );
    case "plugins":
      return spawnSync(join(PLUGINS, "check_tcp"), ["--version"]).error === undefined;
    case "root of bookworm":
      return debianRoot("bookworm") !== undefined;
    case "root of trixie":
      return debianRoot("trixie") !== undefined;
    default:
      return programPath(need) !== undefined;
  }
}
