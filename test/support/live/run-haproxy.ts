import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../../src/lab/until.ts";
import { askAdmin } from "../ask-admin.ts";
import { programPath } from "../daemons.ts";
import { PATIENCE } from "../patience.ts";

const HAPROXY = programPath("haproxy") ?? "haproxy";

/** HAProxy's messages about a configuration; empty if it is valid. */
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
  await until(async () => {
    alive();
    const said = await askAdmin(join(folder, "admin"), "show version").catch(String);
    return { done: /^\d/.test(said), seen: said };
  }, PATIENCE);
}

/** Verdicts of health checks by backend, such as `UP L7OK`, once all servers have one. */
export async function verdicts(folder: string): Promise<Record<string, string>> {
  let found: Record<string, string> = {};
  await until(async () => {
    const answer = await askAdmin(join(folder, "admin"), "show stat");
    const [head = "", ...rows] = answer.replace(/^# /, "").trim().split("\n");
    const names = head.split(",");
    found = {};
    for (const row of rows) {
      const cells = row.split(",");
      const cell = (name: string) => cells[names.indexOf(name)] ?? "";
      if (cell("svname") === "member")
        found[cell("pxname")] = `${cell("status")} ${cell("check_status").replace("* ", "")}`;
    }
    // INI is a check without a verdict yet.
    return { done: Object.values(found).every((verdict) => !verdict.endsWith("INI")), seen: found };
  }, PATIENCE);
  return found;
}
