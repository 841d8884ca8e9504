import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cleanUp } from "../../../src/lab/lab-folder.ts";
import { identify } from "../../../src/lab/machines/process-identity.ts";
import { startLab } from "../../../src/lab/start-lab.ts";
import { until } from "../../../src/lab/until.ts";
import { textContent } from "../../../src/output/tree/content.ts";
import { packageRoot } from "../../../src/package-root.ts";
import { asPlainUser, CAN_BE_PLAIN } from "../../support/as-plain-user.ts";
import { describeWith } from "../../support/daemons.ts";
import { PATIENCE } from "../../support/patience.ts";
import { readFolder } from "../../support/read-folder.ts";
import { labInput } from "../campus-lab.ts";

interface Said {
  readonly machines: readonly string[];
  readonly namespaces: readonly string[];
  readonly answers: readonly string[];
  readonly users: readonly string[];
}

const DRIVER = [
  process.execPath,
  "--import",
  createRequire(import.meta.url).resolve("tsx"),
  join(packageRoot, "test/lab/live/lab-driver.ts"),
];

describeWith(["haproxy", "nft", "ip", "openssl", "namespaces"], "what a lab leaves behind", () => {
  let runtime = "";
  beforeEach(() => {
    runtime = mkdtempSync(join(tmpdir(), "intentlb-lab-"));
  });
  afterEach(() => rmSync(runtime, { recursive: true, force: true }));

  async function drive(argv: readonly string[] = [...DRIVER, runtime]): Promise<{ driver: ChildProcess; said: Said }> {
    const [command = "", ...args] = argv;
    const driver = spawn(command, args, { cwd: packageRoot, stdio: ["pipe", "pipe", "pipe"] });
    let complaints = "";
    driver.stderr.on("data", (data) => {
      complaints += data;
    });
    const line = await new Promise<string>((resolve, reject) => {
      createInterface({ input: driver.stdout })
        .once("line", resolve)
        .once("close", () => reject(new Error(complaints)));
    });
    return { driver, said: JSON.parse(line) };
  }

  /** Waits until the namespaces have no processes and the folder is empty. */
  function untilNothingIsLeft({ namespaces }: Said): Promise<number> {
    return until(async () => {
      const seen = { inside: processesIn(namespaces), folders: readdirSync(runtime) };
      return { done: seen.inside.length === 0 && seen.folders.length === 0, seen };
    }, PATIENCE);
  }

  test("a lab carries requests in both families, and is gone when it is stopped", async () => {
    const { driver, said } = await drive();
    expect(said.machines).toEqual(["router:home", "lb1", "web1", "office", "world"]);
    for (const answer of said.answers)
      expect(JSON.parse(answer)).toMatchObject({ machine: "web1", client: "10.0.0.11" });
    expect(said.users).toContain("haproxy");
    // While they run, the search finds the processes.
    expect(processesIn(said.namespaces).length).toBeGreaterThan(5);
    driver.stdin?.end();
    await once(driver, "exit");
    await untilNothingIsLeft(said);
  });

  test.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)("after %s nothing is left behind", async (signal) => {
    const { driver, said } = await drive();
    driver.kill(signal);
    await untilNothingIsLeft(said);
  });

  test("what a killed prover leaves behind is removed at the next start", async () => {
    const { driver, said } = await drive();
    const [folder = ""] = readdirSync(runtime);
    const fabric: { pid: number } = JSON.parse(readFileSync(join(runtime, folder, "fabric.json"), "utf8"));
    // It cannot notice that its prover is gone.
    process.kill(fabric.pid, "SIGSTOP");
    driver.kill("SIGKILL");
    await once(driver, "exit");
    expect(processesIn(said.namespaces).length).toBeGreaterThan(5);
    expect(await cleanUp(runtime)).toBe(1);
    await untilNothingIsLeft(said);
  });

  test("labs of running provers and other processes are not touched", async () => {
    const stranger = spawn("sleep", ["60"]);
    const self = identify(process.pid);
    const mine = `lab-${self?.pid}-${self?.started}-mine`;
    // By now the prover's pid belongs to another process; so does that of the first process.
    const dead = `lab-${process.pid}-1-dead`;
    for (const name of [mine, dead]) {
      mkdirSync(join(runtime, name));
      writeFileSync(join(runtime, name, "fabric.json"), JSON.stringify({ pid: stranger.pid, started: "1" }));
    }
    expect(await cleanUp(runtime)).toBe(1);
    expect(readdirSync(runtime)).toEqual([mine]);
    expect(identify(stranger.pid ?? 0)).toBeDefined();
    stranger.kill();
  });

  test("a daemon that rejects its file is reported with its message, and nothing is left behind", async () => {
    const input = labInput(readFolder("examples/minimal"));
    const files = input.tree.files.map((entry) =>
      entry.place === "lb1/etc/haproxy/haproxy.cfg" ? { ...entry, content: textContent("nonsense\n") } : entry,
    );
    const start = startLab({ ...input, tree: { ...input.tree, files } }, { runtime });
    await expect(start).rejects.toThrow(/lb1(.|\n)*unknown keyword 'nonsense'/);
    expect(readdirSync(runtime)).toEqual([]);
  });

  test.runIf(CAN_BE_PLAIN)("an ordinary user with subordinate ids gets the same lab", async () => {
    chmodSync(runtime, 0o777);
    const own = join(runtime, "own");
    const { driver, said } = await drive(asPlainUser(runtime, [...DRIVER, own]));
    for (const answer of said.answers) expect(JSON.parse(answer)).toMatchObject({ machine: "web1" });
    expect(said.users).toContain("haproxy");
    driver.stdin?.end();
    await once(driver, "exit");
    expect(readdirSync(own)).toEqual([]);
  });
});

/** Pids of processes in some network namespaces. */
function processesIn(namespaces: readonly string[]): number[] {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      return namespaces.includes(readlinkSync(`/proc/${name}/ns/net`)) ? [Number(name)] : [];
    } catch {
      return [];
    }
  });
}
