import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Unit } from "../../src/output/build-tree.ts";
import { until } from "../../src/prove/until.ts";
import { whatIsMissing } from "../../src/prove/what-is-missing.ts";
import { describeWith } from "../support/daemons.ts";
import { PATIENCE } from "../support/patience.ts";
import { readFolder } from "../support/read-folder.ts";
import { cliEnvironment, PROGRAM, runCli } from "../support/run-cli.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "intentlb-prove-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("prove, before anything runs", () => {
  test("lists what would be asked", () => {
    const { status, stdout } = runCli(["prove", "examples/campus", "--list", "--only", "kerberos"]);
    expect(status).toBe(0);
    const all = stdout.trimEnd().split("\n");
    const faults = all.filter((line) => line.startsWith("fault: "));
    expect(faults).toContain("fault: server kdc2 hangs: out within 14.0 s, back within 67.0 s; kerberos");
    const lines = all.filter((line) => !faults.includes(line));
    expect(lines).toContain("kerberos: udp port 88 at 192.0.2.88 from vpn (198.51.100.10): an answer of kdc1");
    expect(lines).toContain("kerberos: tcp port 88 at 192.0.2.88 from abusers (203.0.113.66): no connection");
    expect(lines.every((line) => line.startsWith("kerberos: "))).toBe(true);
  });

  test.each([
    [["--only", "kerbero"], /no service `kerbero`.*kerberos/],
    [["--report", "proof.txt"], /proof\.txt ends neither in \.json nor in \.xml/],
  ])("%j is wrong usage", (args, message) => {
    const { status, stderr } = runCli(["prove", "examples/campus", ...args]);
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test("a catalog with errors is not run", () => {
    const catalog = readFolder("examples/minimal")["catalog.yaml"] ?? "";
    writeFileSync(join(folder, "catalog.yaml"), catalog.replace("members: [web1]", "members: [web9]"));
    const { status, stdout } = runCli(["prove", folder]);
    expect([status, stdout]).toEqual([1, expect.stringContaining("nothing was proven, since the catalog has errors")]);
  });

  test("says what to install", () => {
    const tree = { files: [], rootFiles: [], units: [unit("haproxy"), unit("nftables"), unit("icinga2")] };
    const missing = whatIsMissing(tree, folder);
    expect(missing).toMatch(
      /^the lab needs ip, nsenter, openssl, perl, unshare, haproxy, nft, which are not installed/,
    );
    expect(missing).toMatch(/: apt install iproute2 util-linux openssl perl haproxy nftables$/);
  });
});

describeWith(["haproxy", "bird", "nft", "ip", "openssl", "namespaces"], "prove", () => {
  test("prints a table, writes a report, and leaves nothing", () => {
    const report = join(folder, "proof.json");
    const { status, stdout, stderr } = runCli(["prove", "examples/minimal", "--no-faults", "--report", report], {
      env: { XDG_CACHE_HOME: folder },
    });
    expect([status, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^shop +4 +4 +web1 +0$/m);
    expect(stdout).toContain("1 service, 20 questions: every promise is kept; ");
    expect(JSON.parse(readFileSync(report, "utf8"))).toMatchObject({
      services: [{ service: "shop", answers: 4, refusals: 4, machines: ["web1"], broken: [] }],
    });
    expect(readdirSync(join(folder, "intentlb/lab"))).toEqual([]);
  });

  test("interrupted, it dies of the signal and leaves nothing", async () => {
    const runtime = join(folder, "intentlb/lab");
    const prover = spawn(process.execPath, [...PROGRAM, "prove", "examples/campus"], {
      env: cliEnvironment({ XDG_CACHE_HOME: folder }),
      stdio: "ignore",
    });
    const ended = once(prover, "close");
    await until(async () => {
      const seen = listFolder(runtime);
      return { done: seen.length > 0, seen };
    }, PATIENCE);
    prover.kill("SIGINT");
    expect(await ended).toEqual([null, "SIGINT"]);
    expect(listFolder(runtime)).toEqual([]);
  });
});

function unit(daemon: string): Unit {
  return { node: "lb1", daemon, requires: [], modules: [], check: [], reload: [] };
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
