/**
 * Runs in its own namespaces (user, network, mounts), in which a load balancer's files are at their real paths, and
 * executes the messages on standard input, one response per line.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { Agent, createServer, request } from "node:http";
import { connect } from "node:net";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import type { Load, ReloadAnswer, ReloadMessage } from "./reload-messages.ts";

const CONFIG = "/etc/haproxy/haproxy.cfg";
const SOCKET = "/run/haproxy/admin.sock";

/** Connections at once: the root of a namespace may not raise the limit of open files. */
const CONNECTIONS = "400";

/** One request in this many uses a persistent connection. */
const KEPT = 10;

let haproxy: ChildProcess | undefined;
let load: { readonly so: Load; readonly stop: () => Promise<void> } | undefined;
const asked = new Map<string, number>();
const checked = new Map<string, number>();
const sick = new Set<string>();

createInterface({ input: process.stdin })
  .on("line", async (line) => {
    const { id, message } = JSON.parse(line) as { id: number; message: ReloadMessage };
    const answer: ReloadAnswer = await act(message).catch((error: unknown) => ({ failed: String(error) }));
    process.stdout.write(`${JSON.stringify({ id, answer })}\n`);
  })
  .on("close", () => process.exit(0));

async function act(message: ReloadMessage): Promise<ReloadAnswer> {
  switch (message.do) {
    case "set-up":
      for (const folder of ["/run", "/etc/haproxy", "/etc/systemd/system", "/usr/local/lib"])
        execFileSync("mount", ["-t", "tmpfs", "none", folder]);
      mkdirSync("/run/haproxy");
      execFileSync("ip", ["link", "set", "lo", "up"]);
      for (const address of message.addresses) execFileSync("ip", ["addr", "add", address, "dev", "lo"]);
      return {};
    case "deploy":
      for (const [path, text] of Object.entries(message.files)) {
        mkdirSync(dirname(`/${path}`), { recursive: true });
        writeFileSync(`/${path}`, text, { mode: 0o755 });
      }
      return {};
    case "start":
      haproxy = spawn("haproxy", ["-Ws", "-f", CONFIG, "-p", "/run/haproxy.pid", "-n", CONNECTIONS], {
        stdio: ["ignore", "ignore", "ignore"],
      });
      return {};
    case "run":
      return { said: execFileSync("sh", ["-c", message.script], { encoding: "utf8" }) };
    case "reload":
      for (const line of message.lines) await runLine(line);
      return {};
    case "admin":
      return { said: await ask(message.command) };
    case "member":
      await listen(message.address, message.port);
      return {};
    case "sick":
      if (message.sick) sick.add(message.member);
      else sick.delete(message.member);
      return {};
    case "asked": {
      const counts = { asked: Object.fromEntries(asked), checked: Object.fromEntries(checked) };
      asked.clear();
      checked.clear();
      return counts;
    }
    case "load":
      load = begin(message.to, message.rate);
      return {};
    case "end": {
      await load?.stop();
      return load === undefined ? {} : { load: load.so };
    }
  }
}

/** A line of a unit (systemd.service(5)): a dash in front ignores its failure. */
function runLine(line: string): Promise<void> {
  const [, dash = "", command = ""] = /^(-?)(.*)$/.exec(line) ?? [];
  const words = command
    .split(" ")
    .map((word) => (word === "$CONFIG" ? CONFIG : word === "$MAINPID" ? String(haproxy?.pid) : word))
    .filter((word) => word !== "$EXTRAOPTS");
  const [program = "", ...rest] = words;
  // Members and clients continue meanwhile.
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (data) => {
      said += data;
    });
    child.on("error", reject).on("close", (status) => {
      if (status === 0 || dash === "-") resolve();
      else reject(new Error(`${line}: ${said}`));
    });
  });
}

function ask(command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(SOCKET, () => socket.write(`${command}\n`));
    socket
      .on("data", (data) => {
        answer += data;
      })
      .on("error", reject)
      .on("close", () => resolve(answer));
  });
}

/** A member that counts its requests, and checks separately; an unhealthy one answers everything with 503. */
function listen(address: string, port: number): Promise<void> {
  const name = `${address}:${port}`;
  const server = createServer({ keepAliveTimeout: 600_000 }, ({ url }, response) => {
    const counted = url === "/healthz" ? checked : asked;
    counted.set(name, (counted.get(name) ?? 0) + 1);
    response.statusCode = sick.has(name) ? 503 : 200;
    response.end("here\n");
  });
  return new Promise((resolve, reject) => {
    server.on("error", reject).listen(port, address, resolve);
  });
}

/** This many requests per second until it is stopped; late ones are caught up. */
function begin(to: string, rate: number): { readonly so: Load; readonly stop: () => Promise<void> } {
  const so = { requests: 0, lost: [] as string[] };
  const kept = new Agent({ keepAlive: true, maxSockets: 4 });
  const began = performance.now();
  const open = new Set<Promise<void>>();
  let sent = 0;
  const timer = setInterval(() => {
    for (; sent < ((performance.now() - began) / 1000) * rate; sent++) {
      const one: Promise<void> = get(to, sent % KEPT === 0 ? kept : false)
        .then((fault) => {
          so.requests++;
          if (fault !== undefined) so.lost.push(fault);
        })
        .finally(() => open.delete(one));
      open.add(one);
    }
  }, 5);
  return {
    so,
    stop: async () => {
      clearInterval(timer);
      await Promise.all(open);
      kept.destroy();
    },
  };
}

/** What went wrong with a request, if anything. */
function get(to: string, agent: Agent | false): Promise<string | undefined> {
  return new Promise((resolve) => {
    const asking = request({ host: to, agent, path: "/", headers: { Host: "www.uni.example" } }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode === 200 ? undefined : `${response.statusCode}`));
      response.on("error", (error) => resolve(error.message));
    });
    asking.setTimeout(20_000, () => asking.destroy(new Error("no answer within 20 s")));
    asking.on("error", (error) => resolve(`${error.message}${asking.reusedSocket ? ", connection kept" : ""}`)).end();
  });
}
