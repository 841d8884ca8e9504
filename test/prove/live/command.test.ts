import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { until } from "../../../src/lab/until.ts";
import { whatIsMissing } from "../../../src/lab/what-is-missing.ts";
import type { Unit } from "../../../src/output/tree/build-tree.ts";
import { packageRoot } from "../../../src/package-root.ts";
import { asPlainUser, CAN_BE_PLAIN } from "../../support/as-plain-user.ts";
import { describeWith } from "../../support/daemons.ts";
import { PATIENCE } from "../../support/patience.ts";
import { readFolder } from "../../support/read-folder.ts";
import { cliEnvironment, PROGRAM, runCli } from "../../support/run-cli.ts";
import { untilLabRuns, untilNothingIsLeft } from "./lab-remains.ts";

const NOBODY = 65534;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "intentlb-prove-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("prove, before anything runs", () => {
  test("lists the tests", () => {
    const { status, stdout } = runCli(["prove", "examples/campus", "--list", "--only", "kerberos"]);
    expect(status).toBe(0);
    const all = stdout.trimEnd().split("\n");
    const faults = all.filter((line) => line.startsWith("fault: "));
    expect(faults).toContain("fault: server kdc2 hangs: fails over within 14.0 s, recovers within 67.0 s; kerberos");
    const lines = all.filter((line) => !faults.includes(line));
    expect(lines).toContain("kerberos: udp port 88 at 192.0.2.88 from vpn (198.51.100.10): an answer from kdc1");
    expect(lines).toContain("kerberos: tcp port 88 at 192.0.2.88 from abusers (203.0.113.66): no connection");
    expect(lines.every((line) => line.startsWith("kerberos: "))).toBe(true);
  });

  test.each([
    [["--only", "kerbero"], /no service `kerbero`.*kerberos/],
    [["--report", "proof.txt"], /the report file must end in \.json or \.xml, not proof\.txt/],
  ])("%j is a usage error", (args, message) => {
    const { status, stderr } = runCli(["prove", "examples/campus", ...args]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test("a catalog with errors is not run", () => {
    const catalog = readFolder("examples/minimal")["catalog.yaml"] ?? "";
    writeFileSync(join(folder, "catalog.yaml"), catalog.replace("members: [web1]", "members: [web9]"));
    const { status, stdout } = runCli(["prove", folder]);
    expect([status, stdout]).toEqual([1, expect.stringContaining("not run: the catalog has errors")]);
  });

  test("lists what to install", () => {
    const tree = { files: [], rootFiles: [], units: [unit("haproxy"), unit("nftables"), unit("icinga2")] };
    const missing = whatIsMissing(tree, folder);
    expect(missing).toMatch(
      /^the lab needs ip, nsenter, openssl, perl, unshare, haproxy, nft, icinga2, dig, which are not installed/,
    );
    expect(missing).toMatch(
      /: apt install iproute2 util-linux openssl perl haproxy nftables icinga2-bin bind9-dnsutils$/,
    );
  });
});

describeWith(["haproxy", "bird", "nft", "ip", "openssl", "namespaces"], "prove", () => {
  let env: Record<string, string>;
  let runtime: string;
  beforeEach(() => {
    env = { XDG_CACHE_HOME: folder };
    runtime = join(folder, "intentlb/lab");
  });
  const start = (args: readonly string[], program?: string) => {
    const [command = "", ...rest] =
      program === undefined ? [process.execPath, ...PROGRAM, ...args] : [program, ...args];
    return spawn(command, rest, { env: cliEnvironment(env), cwd: packageRoot, stdio: "pipe" });
  };

  test("prints a table, writes a report, and leaves nothing behind", () => {
    const report = join(folder, "proof.json");
    const { status, stdout, stderr } = runCli(["prove", "examples/minimal", "--no-faults", "--report", report], {
      env: { XDG_CACHE_HOME: folder },
    });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^shop +\d+ +\d+ +web1 +0$/m);
    expect(stdout).toMatch(/^1 service, \d+ tests: all passed; /m);
    expect(JSON.parse(readFileSync(report, "utf8"))).toMatchObject({
      services: [{ service: "shop", machines: ["web1"], broken: [] }],
    });
    expect(readdirSync(join(folder, "intentlb/lab"))).toEqual([]);
  });

  test("with --keep, the fleet can be entered until Enter is pressed", async () => {
    const prover = start(["prove", "examples/minimal", "--no-faults", "--keep"]);
    let said = "";
    for (const stream of [prover.stdout, prover.stderr]) {
      stream?.on("data", (data) => {
        said += data;
      });
    }
    const lab = await untilLabRuns(runtime);
    await until(async () => ({ done: said.includes("Press Enter or Ctrl-C to stop it"), seen: said }), PATIENCE);
    expect(said).toContain("all passed");
    const enter = (...args: readonly string[]) => runCli(["prove", "enter", ...args], { env });
    expect(enter("lb1", "--", "hostname")).toMatchObject({ status: 0, stdout: "lb1\n" });
    expect(enter("world", "--", "ip", "-br", "address").stdout).toContain("203.0.113.10/32");
    expect(enter("lb1", "--", "sh", "-c", "exit 7")).toMatchObject({ status: 7 });
    expect(enter("worl")).toMatchObject({ status: 2, stderr: expect.stringMatching(/no machine `worl`.*`world`/) });
    const ended = once(prover, "close");
    prover.stdin?.write("\n");
    expect(await ended).toEqual([0, null]);
    expect(enter("lb1")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("no fleet of this user is running"),
    });
    await untilNothingIsLeft(lab);
  });

  test.runIf(CAN_BE_PLAIN)("an ordinary user gets the same result", () => {
    chmodSync(folder, 0o755);
    const own = join(folder, "own");
    mkdirSync(own, { mode: 0o700 });
    chownSync(own, NOBODY, NOBODY);
    const command = [
      "env",
      `XDG_CACHE_HOME=${own}`,
      process.execPath,
      ...PROGRAM,
      "prove",
      "examples/minimal",
      "--no-faults",
    ];
    const [program = "", ...args] = asPlainUser(folder, command);
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: packageRoot, encoding: "utf8" });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^1 service, \d+ tests: all passed; /m);
    expect(readdirSync(join(own, "intentlb/lab"))).toEqual([]);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("of %s it dies and leaves nothing behind", async (signal) => {
    const prover = start(["prove", "examples/campus"]);
    const lab = await untilLabRuns(runtime);
    expect(lab.namespaces.length).toBeGreaterThan(20);
    const ended = once(prover, "close");
    prover.kill(signal);
    expect(await ended).toEqual([null, signal]);
    await untilNothingIsLeft(lab);
  });

  test("leaves nothing behind when its terminal is closed", async () => {
    // Gives it a terminal that closes when `script` ends.
    const line = [process.execPath, ...PROGRAM, "prove", "examples/campus"].join(" ");
    const terminal = start(["-qec", line, "/dev/null"], "script");
    const lab = await untilLabRuns(runtime);
    terminal.kill("SIGKILL");
    await untilNothingIsLeft(lab);
  });

  test("leaves nothing behind when killed, and the next run passes", async () => {
    const prover = start(["prove", "examples/campus"]);
    const lab = await untilLabRuns(runtime);
    prover.kill("SIGKILL");
    await untilNothingIsLeft(lab);
    const { status, stdout } = runCli(["prove", "examples/minimal", "--no-faults"], { env });
    expect([status, stdout]).toEqual([0, expect.stringContaining("all passed")]);
    expect(readdirSync(runtime)).toEqual([]);
  });
});

function unit(daemon: string): Unit {
  return { node: "lb1", daemon, requires: [], modules: [], check: [], reload: [] };
}
