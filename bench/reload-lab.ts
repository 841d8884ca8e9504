import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Source } from "../src/contract/source.ts";
import { until } from "../src/lab/until.ts";
import { packageRoot } from "../src/package-root.ts";
import { compile } from "../src/pipeline.ts";
import type { ReloadAnswer, ReloadMessage } from "./reload-messages.ts";

export const VIP = "192.0.2.10";
const UNIT = "etc/systemd/system/haproxy.service.d/intentlb.conf";

/** Milliseconds to wait for what must happen. */
const PATIENCE = 100_000;

/** A load balancer with the files generated from a catalog, reloaded as its unit says, in its own namespaces. */
export interface ReloadLab {
  /** Writes the files of lb1's HAProxy, with lines of further services. */
  readonly deploy: (members: string, services?: string) => Promise<void>;
  /** Runs the lines `ExecReload` of the unit, and waits until another process responds at the admin socket. */
  readonly reload: () => Promise<void>;
  readonly act: (message: ReloadMessage) => Promise<ReloadAnswer>;
  readonly admin: (...commands: readonly string[]) => Promise<string>;
  /** State of a server in `show stat`: `UP`, `DOWN`, `MAINT`, `DRAIN`; default: of `www.web`. */
  readonly stateOf: (server: string, backend?: string) => Promise<string>;
  readonly untilState: (server: string, state: RegExp) => Promise<void>;
  readonly close: () => void;
}

/** Addresses of members: a node each. */
const MEMBERS = ["10.1.8.11", "10.1.8.12", "10.1.8.13", "10.1.8.14"];

/**
 * Starts HAProxy with a website of these members, each with servers on ports 8080 and 8081 that count.
 * @param members YAML of `members`
 */
export async function openReloadLab(members: string): Promise<ReloadLab> {
  const agent = spawn(
    "unshare",
    [
      "-rnmp",
      "--fork",
      "--kill-child",
      process.execPath,
      "--import",
      "tsx",
      join(packageRoot, "bench/reload-agent.ts"),
    ],
    { cwd: packageRoot, stdio: ["pipe", "pipe", "inherit"] },
  );
  const waiting = new Map<number, (answer: ReloadAnswer) => void>();
  let last = 0;
  let lines: readonly string[] = [];
  createInterface({ input: agent.stdout }).on("line", (line) => {
    const { id, answer } = JSON.parse(line) as { id: number; answer: ReloadAnswer };
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  const act: ReloadLab["act"] = async (message) => {
    const id = ++last;
    const answer = await new Promise<ReloadAnswer>((resolve) => {
      waiting.set(id, resolve);
      agent.stdin.write(`${JSON.stringify({ id, message })}\n`);
    });
    if (answer.failed !== undefined) throw new Error(`${message.do}: ${answer.failed}`);
    return answer;
  };
  const admin: ReloadLab["admin"] = async (...commands) => {
    let said = "";
    for (const command of commands) said += (await act({ do: "admin", command })).said ?? "";
    return said;
  };
  const pid = async () => /^Pid: (\d+)$/m.exec(await admin("show info").catch(() => ""))?.[1];
  const deploy: ReloadLab["deploy"] = async (said, services) => {
    const files = filesOf(said, services);
    lines = [...(files[UNIT] ?? "").matchAll(/^ExecReload=(.+)$/gm)].map(([, line]) => line ?? "");
    await act({ do: "deploy", files });
  };
  const stateOf: ReloadLab["stateOf"] = async (server, backend = "www.web") =>
    new RegExp(`^[^,]*,${server},(?:[^,]*,){15}([^,]*),`, "m").exec(await admin(`show stat ${backend} 4 -1`))?.[1] ??
    "";
  await act({ do: "set-up", addresses: [`${VIP}/32`, "10.1.1.11/32", ...MEMBERS.map((address) => `${address}/32`)] });
  for (const address of MEMBERS) for (const port of [8080, 8081]) await act({ do: "member", address, port });
  await deploy(members);
  await act({ do: "start" });
  await until(async () => {
    const seen = await pid();
    return { done: seen !== undefined, seen };
  }, PATIENCE);
  return {
    ...{ act, admin, deploy, stateOf },
    reload: async () => {
      const before = await pid();
      await act({ do: "reload", lines });
      await until(async () => {
        const seen = await pid();
        return { done: seen !== undefined && seen !== before, seen };
      }, PATIENCE);
    },
    untilState: async (server, state) => {
      await until(async () => {
        const seen = await stateOf(server);
        return { done: state.test(seen), seen };
      }, PATIENCE);
    },
    close: () => {
      agent.stdin.end();
      agent.kill("SIGKILL");
    },
  };
}

/** Files of lb1's HAProxy, without what a namespace cannot use (chroot, users). */
function filesOf(members: string, services = ""): Record<string, string> {
  const text = `
fleet: {name: reload, sites: [north], announce: [192.0.2.0/24], management: [10.1.99.0/24]}
teams: {web: {email: web@uni.example}}
nodes:
  lb1: {site: north, roles: [load-balancer], addresses: {ipv4: 10.1.1.11/24}}
${MEMBERS.map((address, index) => `  web${index + 1}: {site: north, roles: [server], addresses: {ipv4: ${address}/24}}\n`).join("")}
services:
  www:
    extends: std/http-website
    owner: web
    vip: {ipv4: ${VIP}}
    access: {from: [world]}
    balance: {by: haproxy, nodes: [lb1]}
    monitoring: {page: false}
    members: ${members}
    backends: {web: {port: 8080, check: {type: http, path: /healthz, interval: 2s, timeout: 1900ms, rise: 2, fall: 3}}}
${services}`;
  const source = new Source("reload.yaml", text);
  const read = () => ({ sources: [source], read: () => ({ problem: "does not exist" }) });
  const { files, findings } = compile({ read, today: "2026-06-01" });
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("; "));
  return Object.fromEntries(
    files
      .filter(({ daemon, node }) => daemon === "haproxy" && node === "lb1")
      .map(({ path, blocks }) => {
        const whole = blocks.flatMap((block) => block.lines.map((line) => `${line}\n`)).join("");
        return [path, whole.replace(/^ {4}(?:chroot|user|group|log \/dev\/log .*) .*\n/gm, "")];
      }),
  );
}
