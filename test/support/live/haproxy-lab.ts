import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { haproxy } from "../../../generators/haproxy/index.ts";
import { buildModel } from "../../../generators/haproxy/model.ts";
import { until } from "../../../src/lab/until.ts";
import { packageRoot } from "../../../src/package-root.ts";
import type { Compilation } from "../../../src/pipeline.ts";
import { askAdmin } from "../ask-admin.ts";
import { haproxyFiles, layOut } from "../check-haproxy.ts";
import { programPath } from "../daemons.ts";
import { PATIENCE } from "../patience.ts";
import { type Answer, LOG_PORT, type Message, type Reply, type Secure } from "./haproxy-messages.ts";

/** A request as a client sends it. */
export interface Request {
  readonly from?: string;
  readonly to: string;
  readonly port?: number;
  /** Host header; also the server name unless TLS sets another. */
  readonly host: string;
  /** Sent unchanged. */
  readonly target?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** true: TLS for the host. */
  readonly tls?: boolean | Secure;
}

/** The response; status 0 if there was none. */
export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly error?: string;
}

/** A network namespace with a loopback interface, where every node of a fleet is an address, and a real HAProxy runs. */
export interface HaproxyLab {
  /** Starts a node's HAProxy from its generated files, without what a namespace does not need (chroot, users). */
  start(compilation: Compilation, node: string, options?: { readonly openFiles?: number }): Promise<void>;
  stop(node: string): Promise<void>;
  /** An answer of a node's admin socket. */
  admin(node: string, command: string): Promise<string>;
  /** Waits until a node's HAProxy has all clients and their members from another node. */
  untilShared(from: string, to: string): Promise<void>;
  do(message: Message): Promise<Answer>;
  send(message: Omit<Extract<Message, { do: "send" }>, "do">): Promise<Reply>;
  request(request: Request): Promise<Response>;
  close(): Promise<void>;
}

const CONNECTIONS = "400";

export function openHaproxyLab(addresses: readonly string[], clientDefault: string): HaproxyLab {
  const root = mkdtempSync(join(tmpdir(), "intentlb-live-"));
  const agent = spawn(
    "unshare",
    ["-rn", process.execPath, "--import", "tsx", join(packageRoot, "test/support/live/haproxy-agent.ts")],
    {
      cwd: packageRoot,
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  createInterface({ input: agent.stdout }).on("line", (line) => {
    const { id, answer } = JSON.parse(line) as { id: number; answer: Answer };
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  const act = async (message: Message): Promise<Answer> => {
    const id = ++last;
    const answer = await new Promise<Answer>((resolve) => {
      waiting.set(id, resolve);
      agent.stdin.write(`${JSON.stringify({ id, message })}\n`);
    });
    if (answer.failed !== undefined) throw new Error(`${message.do}: ${answer.failed}`);
    return answer;
  };
  const ready = act({ do: "addresses", addresses });
  const send: HaproxyLab["send"] = async (message) => {
    const { reply } = await act({ do: "send", ...message });
    if (reply === undefined) throw new Error("no reply");
    return reply;
  };
  const admin: HaproxyLab["admin"] = (node, command) => askAdmin(join(root, node, "admin.sock"), command);
  return {
    admin,
    async untilShared(from, to) {
      await until(async () => {
        const [known, taken] = await Promise.all([from, to].map((node) => membersOfClients(admin, node)));
        return { done: known?.every((entry) => taken?.includes(entry)) === true, seen: { known, taken } };
      }, PATIENCE);
    },
    async start(compilation, node, { openFiles } = {}) {
      await ready;
      const known = compilation.fleet?.nodes.get(node);
      if (compilation.fleet === undefined || known === undefined) throw new Error(`no node ${node}`);
      const folder = join(root, node);
      const files = haproxyFiles(compilation, node);
      const config = files.get("etc/haproxy/haproxy.cfg") ?? "";
      const kept = config
        .replace(/^ {4}(?:chroot|user|group|log \/dev\/log len \d+ local1) .*\n/gm, "")
        .replace("/dev/log", `127.0.0.1:${LOG_PORT}`)
        .replace("/run/haproxy/admin.sock", join(folder, "admin.sock"));
      files.set("etc/haproxy/haproxy.cfg", kept);
      const required =
        haproxy.daemon.requires?.({ fleet: compilation.fleet, model: buildModel(compilation.fleet) }, known) ?? [];
      const path = layOut(files, required, folder);
      const program = [programPath("haproxy") ?? "haproxy", "-db", "-f", path];
      // Root in a namespace cannot raise the limit of open files, so the command line sets fewer connections.
      const argv =
        openFiles === undefined
          ? [...program, "-n", CONNECTIONS]
          : ["sh", "-c", `ulimit -n ${openFiles} && exec "$@"`, "sh", ...program];
      await act({ do: "start", name: node, argv });
    },
    async stop(node) {
      await act({ do: "stop", name: node });
    },
    do: async (message) => {
      await ready;
      return act(message);
    },
    send,
    async request({
      from = clientDefault,
      to,
      host,
      target = "/",
      headers = {},
      tls = false,
      port = tls === false ? 80 : 443,
    }) {
      const lines = [
        `GET ${target} HTTP/1.1`,
        `Host: ${host}`,
        ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
        "Connection: close",
      ];
      const secure = tls === true ? { servername: host } : tls;
      const text = `${lines.join("\r\n")}\r\n\r\n`;
      return parseResponse(await send({ from, to, port, text, ...(secure === false ? {} : { tls: secure }) }));
    },
    async close() {
      const ended = new Promise((resolve) => agent.once("exit", resolve));
      // It stops its HAProxies first, because they would outlive it.
      agent.stdin.end();
      if (agent.exitCode === null && agent.signalCode === null) await ended;
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Clients in a node's stick tables, each with its member. */
async function membersOfClients(admin: HaproxyLab["admin"], node: string): Promise<string[]> {
  const tables = [...(await admin(node, "show table")).matchAll(/^# table: (\S+),/gm)].map(([, name]) => name);
  const entries: string[] = [];
  for (const table of tables) {
    for (const [, key, member] of (await admin(node, `show table ${table}`)).matchAll(
      / key=(\S+) .* server_key=(\S+)/g,
    ))
      entries.push(`${table}: ${key} at ${member}`);
  }
  return entries;
}

function parseResponse({ text, error }: Reply): Response {
  const end = text.indexOf("\r\n\r\n");
  const [first = "", ...lines] = text.slice(0, Math.max(end, 0)).split("\r\n");
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()]),
  );
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? 0);
  const rest = text.slice(end + 4);
  const body = headers["transfer-encoding"] === "chunked" ? unchunk(rest) : rest;
  return { status, headers, body, ...(error === undefined ? {} : { error }) };
}

/** Joins chunks (RFC 9112, section 7.1) and ignores everything after the last one. */
function unchunk(text: string): string {
  const [size = "", ...rest] = text.split("\r\n");
  const length = Number.parseInt(size, 16);
  if (!(length > 0)) return "";
  const after = rest.join("\r\n");
  return after.slice(0, length) + unchunk(after.slice(length + 2));
}
