import { randomUUID } from "node:crypto";
import { createSocket } from "node:dgram";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import type { HeardRequest } from "../../contract/heard-request.ts";
import { FORWARDED_HEADER, QUESTION_HEADER, UNENDED_HEADER } from "../../contract/lab-headers.ts";
import { present } from "../../contract/present.ts";
import { answerDns, answerNtp } from "./datagrams.ts";
import type { Listener } from "./listener.ts";
import { memberContexts } from "./member-contexts.ts";
import { readProxyHeader } from "./proxy-header.ts";
import { makeRecord } from "./record.ts";
import { SPEAKERS, type Talk } from "./speeches.ts";
import { makeWrongAnswers } from "./wrong-answers.ts";

/*
 * The program of the stubs: it runs all servers in its arguments on sockets that `listen.pl` opened for it. It ends with
 * its standard input. Commands are lines there, repeated as confirmation: `end MACHINE` ends a machine's servers; those of
 * `hang MACHINE` accept connections and do not answer until `wake MACHINE`, which resets connections from that time.
 * `show CERTIFICATES` changes the certificates of all and resets their connections; `answer JSON` gives checks wrong answers.
 * `heard` is confirmed by a line with what was received, as JSON: `heard [...]`, and `answered` by one with the wrong answers.
 */

const [planFile = "", certificateFile = ""] = process.argv.slice(2);
const plan: readonly Listener[] = JSON.parse(readFileSync(planFile, "utf8"));
const sockets = (process.env["LAB_SOCKETS"] ?? "").split(" ").map(Number);
const contexts = memberContexts(JSON.parse(readFileSync(certificateFile, "utf8")));
const record = makeRecord();
const wrongAnswers = makeWrongAnswers();
const closers = new Map<string, (() => void)[]>();
/** Connections of servers with TLS. */
const secured = new Set<Socket>();
const talks = new WeakMap<object, Spoken>();
/** Machines whose servers hang, with the connections that they have accepted since. */
const hanging = new Map<string, Set<Socket>>();

/** A connection to a stub. */
interface Spoken extends Talk {
  readonly listener: Listener;
  /** Address of the sender, unless it forwards for somebody. */
  readonly sender?: string;
}

const http = createHttpServer((request, response) => {
  const spoken = talks.get(request.socket);
  if (spoken === undefined || hanging.has(spoken.machine)) return;
  const { machine, client, listener } = spoken;
  const { cookie, texts, statuses = {} } = listener;
  const { method, headers, url = "/" } = request;
  const { servername } = nameOf(request.socket);
  const seen = { machine, client, method, path: url, ...present({ servername }), headers };
  response.setHeader("Content-Type", "application/json");
  response.setHeader("X-Lab-Machine", machine);
  if (cookie !== undefined && !headers.cookie?.includes(`${cookie}=`)) {
    response.setHeader("Set-Cookie", `${cookie}=${randomUUID()}`);
  }
  const path = url.replace(/\?.*/, "");
  const { host } = headers;
  const question = headers[QUESTION_HEADER.toLowerCase()];
  const isQuestion = question !== undefined;
  const isForwarded = headers[FORWARDED_HEADER.toLowerCase()] !== undefined;
  const sender = isQuestion || isForwarded ? undefined : spoken.sender;
  const says = `${method} ${url} HTTP/${request.httpVersion}`;
  if (sender !== undefined) remember(spoken, request.socket, { says, ...present({ host }) });
  const wrong = sender === undefined ? undefined : wrongAnswers.take({ listener, sender, path, host })?.http;
  if (!isQuestion) response.statusCode = wrong?.status ?? statuses[path] ?? response.statusCode;
  // The headers that a load balancer must overwrite or remove.
  if (isQuestion && question !== "yes") {
    for (const name of String(question).split(" ")) response.setHeader(name, "of the member");
  }
  const page = [...(wrong?.hasTexts === false ? [] : texts), JSON.stringify(seen), ""].join("\n");
  if (headers[UNENDED_HEADER.toLowerCase()] === undefined) response.end(page);
  else request.resume().on("end", () => response.end(page));
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
    if (listener.tls) secured.add(socket);
    socket.on("close", () => {
      open.delete(socket);
      secured.delete(socket);
    });
    socket.on("error", () => {});
    const waiting = hanging.get(listener.machine);
    if (waiting !== undefined) {
      waiting.add(socket);
      // Forget clients that give up.
      socket.on("close", () => waiting.delete(socket)).resume();
      return;
    }
    const sender = (socket.remoteAddress ?? "").replace(/^::ffff:/, "");
    if (!listener.proxy) serve(listener, socket, { client: sender, sender });
    else {
      afterProxyHeader(socket, (stream, client) =>
        serve(listener, stream, client === undefined ? { client: sender, sender } : { client }),
      );
    }
  });
  onEnd(listener.machine, () => {
    server.close();
    for (const socket of open) socket.resetAndDestroy();
  });
  return new Promise((resolve) => server.listen({ fd }, resolve));
}

/** Passes on the stream after the header, and the client if it names one; closes connections without a header. */
function afterProxyHeader(socket: Socket, next: (stream: Duplex, client: string | undefined) => void): void {
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
    next(Duplex.from({ readable: socket, writable: socket }), header.client);
  };
  socket.on("data", read);
}

function serve(listener: Listener, stream: Duplex, from: Pick<Spoken, "client" | "sender">): void {
  const { machine, speech } = listener;
  // A client may go away at any time.
  stream.on("error", () => stream.destroy());
  const secure = (plain: Duplex): Duplex => {
    const connection = new TLSSocket(plain, { isServer: true, secureContext: contexts.of(listener) });
    connection.on("error", () => plain.destroy());
    plain.on("error", () => connection.destroy());
    return connection;
  };
  const connection = listener.tls ? secure(stream) : stream;
  const spoken: Spoken = { listener, machine, ...from };
  talks.set(connection, spoken);
  if (!listener.tls) remember(spoken, connection, { says: "" });
  else connection.once("secure", () => remember(spoken, connection, { says: "" }));
  if (speech === "http") {
    http.emit("connection", connection);
    return;
  }
  const { sender } = from;
  if (sender !== undefined && wrongAnswers.take({ listener, sender }) !== undefined) {
    // Neither a greeting nor an answer in any protocol.
    connection.end("550 no\r\n");
    return;
  }
  connection.once("data", (data: Buffer) =>
    remember(spoken, connection, { says: data.toString("latin1", 0, LONGEST) }),
  );
  if (speech === "dns") connection.on("data", (data: Buffer) => connection.write(dnsOverStream(machine, data)));
  else if (speech !== "ntp") SPEAKERS[speech](connection, listener.tls ? spoken : { ...spoken, secure });
}

/** Bytes of the first data that are remembered. */
const LONGEST = 200;

function remember(
  { listener: { machine, address, port, tls }, sender }: Spoken,
  connection: object,
  what: Pick<HeardRequest, "says" | "host">,
): void {
  if (sender !== undefined) record.add({ machine, address, port, from: sender, tls, ...nameOf(connection), ...what });
}

/** Server name that the client sent in TLS. */
function nameOf(connection: object): Pick<HeardRequest, "servername"> {
  if (!("servername" in connection) || typeof connection.servername !== "string") return {};
  return { servername: connection.servername };
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

/** @returns what is added to the confirmation */
function obey(order: string, what: string): string {
  switch (order) {
    case "heard":
      return ` ${JSON.stringify(record.all())}`;
    case "answered":
      return ` ${JSON.stringify(wrongAnswers.given())}`;
    case "answer":
      wrongAnswers.set(JSON.parse(what));
      break;
    case "show":
      show(what);
      break;
    case "hang":
      hanging.set(what, new Set());
      break;
    default:
      wake(what);
      if (order === "end") end(what);
  }
  return ` ${what}`;
}

function wake(machine: string): void {
  for (const socket of hanging.get(machine) ?? []) socket.resetAndDestroy();
  hanging.delete(machine);
}

function end(machine: string): void {
  for (const close of closers.get(machine) ?? []) close();
  closers.delete(machine);
}

/** Connections that a load balancer keeps open would go on with the old certificate. */
function show(what: string): void {
  contexts.show(what);
  for (const socket of secured) socket.resetAndDestroy();
}

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [order = ""] = line.split(" ", 1);
    process.stdout.write(`${order}${obey(order, line.slice(order.length + 1))}\n`);
  })
  .on("close", () => process.exit());
await Promise.all(plan.map((listener, index) => play(listener, sockets[index] ?? -1)));
process.stdout.write("ready\n");
