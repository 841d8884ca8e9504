import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { programPath } from "../support/daemons.ts";

const HAPROXY = programPath("haproxy") ?? "haproxy";

/** HAProxy's own verdict on a configuration: empty, or what it says against it. */
export function judge(folder: string, config: string): string {
  const path = join(folder, "judged.cfg");
  writeFileSync(path, config);
  const verdict = spawnSync(HAPROXY, ["-c", "-f", path], { encoding: "utf8" });
  const warned = /\[(?:ALERT|WARNING)\]/.test(verdict.stderr);
  return verdict.status === 0 && !warned ? "" : verdict.stderr + verdict.stdout;
}

/** Runs HAProxy with the configuration while the work is done. Its admin socket is `admin` in the folder. */
export async function withHaproxy(folder: string, config: string, work: () => Promise<void>): Promise<void> {
  const path = join(folder, "haproxy.cfg");
  writeFileSync(path, config);
  const daemon = spawn(HAPROXY, ["-db", "-f", path], { stdio: ["ignore", "pipe", "pipe"] });
  const said: string[] = [];
  for (const stream of [daemon.stdout, daemon.stderr]) stream.on("data", (data) => said.push(String(data)));
  const gone = new Promise<void>((resolve) => daemon.once("exit", () => resolve()));
  try {
    await untilAnswers(folder, () => {
      if (daemon.exitCode !== null) throw new Error(said.join(""));
    });
    await work();
  } finally {
    daemon.kill("SIGKILL");
    await gone;
  }
}

async function untilAnswers(folder: string, alive: () => void): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    alive();
    try {
      await askAdmin(folder, "show version");
      return;
    } catch {
      await sleep(30);
    }
  }
  throw new Error("HAProxy does not answer on its admin socket");
}

/** An answer of the admin socket. */
function askAdmin(folder: string, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(join(folder, "admin"));
    let answer = "";
    socket.on("error", reject);
    socket.on("data", (data) => {
      answer += String(data);
    });
    socket.on("end", () => resolve(answer));
    socket.write(`${command}\n`);
  });
}

/** Verdicts of health checks by backend, such as `UP L7OK`, once all servers have one. */
export async function verdicts(folder: string): Promise<Record<string, string>> {
  for (let tries = 0; tries < 100; tries++) {
    const [head = "", ...rows] = (await askAdmin(folder, "show stat")).replace(/^# /, "").trim().split("\n");
    const names = head.split(",");
    const found: Record<string, string> = {};
    for (const row of rows) {
      const cells = row.split(",");
      const cell = (name: string) => cells[names.indexOf(name)] ?? "";
      if (cell("svname") === "member")
        found[cell("pxname")] = `${cell("status")} ${cell("check_status").replace("* ", "")}`;
    }
    // INI is a check that has not come to a verdict yet.
    if (Object.values(found).every((verdict) => !verdict.endsWith("INI"))) return found;
    await sleep(50);
  }
  throw new Error("not all health checks came to a verdict");
}
