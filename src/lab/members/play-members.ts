import { randomUUID } from "node:crypto";
import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { Duplex } from "node:stream";
import { createSecureContext, TLSSocket } from "node:tls";
import { present } from "../../contract/present.ts";
import { answerDns, answerNtp } from "./datagrams.ts";
import { type Listener, QUESTION_HEADER } from "./listener.ts";
import { readProxyHeader } from "./proxy-header.ts";
import { SPEAKERS, type Talk } from "./speeches.ts";

/*
 * The program of the stubs: it runs all servers in its arguments on sockets that `listen.pl` opened for it. It ends with
 * its standard input. Commands are lines there, repeated as confirmation: `end MACHINE` ends a machine's servers; those of
 * `hang MACHINE` accept connections and do not answer until `wake MACHINE`, which resets connections from that time.
 */

const [planFile = "", certificateFile = ""] = process.argv.slice(2);
const plan: readonly Listener[] = JSON.parse(readFileSync(planFile, "utf8"));
const sockets = (process.env["LAB_SOCKETS"] ?? "").split(" ").map(Number);
const pem = readFileSync(certificateFile);
const secureContext = createSecureContext({ cert: pem, key: pem });
const closers = new Map<string, (() => void)[]>();
const talks = new WeakMap<object, Talk & Pick<Listener, "cookie" | "texts" | "statuses">>();
/** Machines whose servers hang, with the connections that they have accepted since. */
const hanging = new Map<string, Set<Socket>>();

const http = createHttpServer((request, response) => {
  const { machine = "", client = "", cookie, texts = [], statuses = {} } = talks.get(request.socket) ?? {};
  if (hanging.has(machine)) return;
  const seen = { machine, client, method: request.method, path: request.url, headers: request.headers };
  response.setHeader("Content-Type", "application/json");
  response.setHeader("X-Lab-Machine", machine);
  if (cookie !== undefined && !request.headers.cookie?.includes(`${cookie}=`)) {
    response.setHeader("Set-Cookie", `${cookie}=${randomUUID()}`);
  }
  if (request.headers[QUESTION_HEADER.toLowerCase()] === undefined) {
    response.statusCode = statuses[(request.url ?? "/").replace(/\?.*/, "")] ?? response.statusCode;
  }
  response.end([...texts, JSON.stringify(seen), ""].join("\n"));
});
http.keepAliveTimeout = 60_000;

function play(listener: Listener, fd: number): Promise<void> {
  return listener.transport === "udp" ? playDatagrams(listener, fd) : playStream(listener, fd);
}

function playDatagrams({ machine, address, speech }: Listener, fd: number): Promise<void> {
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  onEnd(machine, () => socket.close());
  socket.on("error", () => {});
  socket.on("message", (query, sender) => {
    if (hanging.has(machine)) return;
    const answer =
      speech === "dns"
        ? answerDns(machine, query)
        : speech === "ntp"
          ? answerNtp(machine, query, Date.now())
          : Buffer.concat([Buffer.from(`${machine} ${sender.address}\n`), query]);
    if (answer.length > 0) socket.send(answer, sender.port, sender.address, () => {});
  });
  return new Promise((resolve) => socket.bind({ fd }, resolve));
}

function playStream(listener: Listener, fd: number): Promise<void> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => {});
    const waiting = hanging.get(listener.machine);
    if (waiting !== undefined) {
      waiting.add(socket);
      // Forget clients that give up.
      socket.on("close", () => waiting.delete(socket)).resume();
      return;
    }
    const client = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
    if (listener.proxy) afterProxyHeader(socket, client, (stream, address) => serve(listener, stream, address));
    else serve(listener, socket, client);
  });
  onEnd(listener.machine, () => {
    server.close();
    for (const socket of open) socket.resetAndDestroy();
  });
  return new Promise((resolve) => server.listen({ fd }, resolve));
}

/** Passes on the stream after the header, and the client; closes connections without a header. */
function afterProxyHeader(socket: Socket, sender: string, next: (stream: Duplex, client: string) => void): void {
  let bytes = Buffer.alloc(0);
  const read = (data: Buffer) => {
    bytes = Buffer.concat([bytes, data]);
    const header = readProxyHeader(bytes);
    if (header === "more") return;
    socket.off("data", read);
    socket.pause();
    if (header === "none") {
      socket.destroy();
      return;
    }
    const rest = bytes.subarray(header.length);
    if (rest.length > 0) socket.unshift(rest);
    next(Duplex.from({ readable: socket, writable: socket }), header.client ?? sender);
  };
  socket.on("data", read);
}

function serve(listener: Listener, stream: Duplex, client: string): void {
  const spoken = listener.tls ? new TLSSocket(stream, { isServer: true, secureContext }) : stream;
  spoken.on("error", () => stream.destroy());
  stream.on("error", () => spoken.destroy());
  const { machine, texts, statuses = {}, cookie } = listener;
  const talk = { machine, client, texts, statuses, ...present({ cookie }) };
  talks.set(spoken, talk);
  const { speech } = listener;
  if (speech === "http") http.emit("connection", spoken);
  else if (speech === "dns") spoken.on("data", (data: Buffer) => spoken.write(dnsOverStream(listener.machine, data)));
  else if (speech !== "ntp") SPEAKERS[speech](spoken, talk);
}

/** Each message is preceded by two bytes of length; a query arrives in one piece. */
function dnsOverStream(machine: string, data: Buffer): Buffer {
  const answer = answerDns(machine, data.subarray(2));
  const length = Buffer.alloc(2);
  length.writeUInt16BE(answer.length, 0);
  return Buffer.concat([length, answer]);
}

function onEnd(machine: string, close: () => void): void {
  const known = closers.get(machine) ?? [];
  closers.set(machine, [...known, close]);
}

function obey(order: string, machine: string): void {
  if (order === "hang") hanging.set(machine, new Set());
  else {
    for (const socket of hanging.get(machine) ?? []) socket.resetAndDestroy();
    hanging.delete(machine);
  }
  if (order !== "end") return;
  for (const close of closers.get(machine) ?? []) close();
  closers.delete(machine);
}

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [order = "", machine = ""] = line.split(" ");
    obey(order, machine);
    process.stdout.write(`${line}\n`);
  })
  .on("close", () => process.exit());
await Promise.all(plan.map((listener, index) => play(listener, sockets[index] ?? -1)));
process.stdout.write("ready\n");
