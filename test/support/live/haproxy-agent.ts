import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { createServer as createHttp, type RequestListener } from "node:http";
import { connect as connectHttp2 } from "node:http2";
import { createServer as createHttps } from "node:https";
import { connect, createServer, type Server, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { connect as connectTls, createServer as createTls, TLSSocket } from "node:tls";
import { afterProxy, ldap, mysql, postgresql, redis, smtp } from "../protocol-talk.ts";
import { type Answer, LOG_PORT, type Message, type Reply, type ServerKind } from "./haproxy-messages.ts";

// Runs in its own network namespace and follows messages on standard input, with one line of answer each.

const servers = new Map<string, { server: Server; sockets: Set<Socket> }>();
const balancers = new Map<string, ChildProcess>();

const sessions = new Map<string, Buffer>();
let logged: string[] = [];

createInterface({ input: process.stdin })
  .on("line", async (line) => {
    const { id, message } = JSON.parse(line) as { id: number; message: Message };
    const answer: Answer = await act(message).catch((error: unknown) => ({ failed: String(error) }));
    process.stdout.write(`${JSON.stringify({ id, answer })}\n`);
  })
  .on("close", () => {
    for (const child of balancers.values()) child.kill("SIGKILL");
    process.exit(0);
  });

async function act(message: Message): Promise<Answer> {
  switch (message.do) {
    case "addresses":
      ip("link", "set", "lo", "up");
      for (const address of message.addresses) {
        if (address.includes(":")) ip("addr", "add", `${address}/128`, "dev", "lo", "nodad");
        else ip("addr", "add", `${address}/32`, "dev", "lo");
      }
      await takeLog();
      return {};
    case "log": {
      const lines = logged;
      logged = [];
      return { lines };
    }
    case "listen":
      return listen(message);
    case "close":
      return close(`${message.address} ${message.port}`);
    case "start":
      return start(message.name, message.argv);
    case "stop":
      return stop(message.name);
    case "send":
      return { reply: await send(message) };
  }
}

function ip(...words: string[]): void {
  const { status, stderr } = spawnSync("ip", words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ip ${words.join(" ")}: ${stderr}`);
}

function takeLog(): Promise<void> {
  const socket = createSocket("udp4", (message) => logged.push(message.toString()));
  return new Promise((resolve) => socket.bind(LOG_PORT, "127.0.0.1", resolve));
}

function listen({ kind, address, port, pem }: Extract<Message, { do: "listen" }>): Promise<Answer> {
  const server = makeServer(kind, `${address}:${port}`, pem === undefined ? {} : { key: pem, cert: pem });
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  server.on("tlsClientError", () => undefined);
  servers.set(`${address} ${port}`, { server, sockets });
  return new Promise((resolve, reject) => {
    server.on("error", reject).listen(port, address, () => resolve({}));
  });
}

function makeServer(kind: ServerKind, name: string, keys: { key?: string; cert?: string }): Server {
  switch (kind) {
    case "http":
      return createHttp(page(name));
    case "https":
      return createHttps(keys, page(name));
    case "login":
      return createHttp(login());
    case "websocket":
      return createHttp().on("upgrade", ({ headers }, socket) => {
        // RFC 6455, section 4.2.2.
        const key = `${headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
        const accept = createHash("sha1").update(key).digest("base64");
        const lines = ["HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket"];
        socket.write([...lines, `Sec-WebSocket-Accept: ${accept}`, "", ""].join("\r\n"));
        socket.pipe(socket);
      });
    case "named":
      return createServer((socket) => socket.write(`${name}\n`)).on("connection", (socket) => socket.resume());
    case "tls":
      return createTls(keys, echo(name));
    case "echo":
      return createServer(echo(name));
    case "wrong":
      return createServer((socket) => socket.end("-ERR 500 nonsense\r\n"));
    case "smtp-proxied":
      return createServer(afterProxy(smtp));
    default:
      return createServer({ ldap, smtp, mysql, postgresql, redis }[kind]);
  }
}

/** Remembers who logged in on a connection, and treats later requests on it as theirs. */
function login(): RequestListener {
  const users = new WeakMap<Socket, string>();
  return (request, response) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) users.set(request.socket, authorization);
    response.end(`[${users.get(request.socket) ?? "nobody"}]`);
  };
}

/** Returns the request; `?login=x` sets a session cookie, `?slow=x` waits that many milliseconds. */
function page(name: string): RequestListener {
  return (request, response) => {
    const { url, headers } = request;
    const session = /[?&]login=(\w+)/.exec(url ?? "")?.[1];
    if (session !== undefined) response.setHeader("Set-Cookie", `SESSION=${session}`);
    response.setHeader("Content-Type", "application/json");
    const answer = () => response.end(JSON.stringify({ member: name, url, headers, ...sniOf(request.socket) }));
    const slow = /[?&]slow=(\d+)/.exec(url ?? "")?.[1];
    if (slow === undefined) answer();
    else setTimeout(answer, Number(slow));
  };
}

function sniOf(socket: Socket): { sni?: string } {
  return socket instanceof TLSSocket && typeof socket.servername === "string" ? { sni: socket.servername } : {};
}

function echo(name: string): (socket: Socket) => void {
  return (socket) => {
    const parts: Buffer[] = [];
    socket.on("data", (data) => parts.push(data));
    // Data in several pieces, such as a PROXY header and the rest, is returned as a whole.
    socket.once("data", () => {
      setTimeout(() => socket.end(JSON.stringify({ member: name, hex: Buffer.concat(parts).toString("hex") })), 150);
    });
  };
}

function close(key: string): Promise<Answer> {
  const known = servers.get(key);
  if (known === undefined) throw new Error(`nobody listens at ${key}`);
  servers.delete(key);
  for (const socket of known.sockets) socket.destroy();
  return new Promise((resolve) => known.server.close(() => resolve({})));
}

function start(name: string, [program = "", ...words]: readonly string[]): Answer {
  const child = spawn(program, words, { stdio: ["ignore", "ignore", "pipe"] });
  balancers.set(name, child);
  let said = "";
  child.stderr?.on("data", (data) => {
    said += data;
  });
  child.on("exit", (code) => {
    if (code === 1) process.stderr.write(said);
  });
  return {};
}

function stop(name: string): Promise<Answer> {
  const child = balancers.get(name);
  if (child === undefined) throw new Error(`${name} does not run`);
  balancers.delete(name);
  return new Promise((resolve) => {
    child.on("exit", () => resolve({}));
    child.kill("SIGTERM");
  });
}

/** Everything that is received until the other side closes or stops sending. */
function send({ from, to, port, tls, text, later, hold }: Extract<Message, { do: "send" }>): Promise<Reply> {
  const where = { host: to, port, localAddress: from };
  const keys = tls?.pem === undefined ? {} : { key: tls.pem, cert: tls.pem };
  const name = tls?.servername === undefined ? {} : { servername: tls.servername };
  const session = sessions.get(tls?.resume ?? "");
  return new Promise((resolve) => {
    let received = "";
    let certificate = false;
    let resumed = false;
    let error: string | undefined;
    const socket: Socket =
      tls === undefined
        ? connect(where)
        : connectTls({
            ...where,
            ...name,
            ...keys,
            rejectUnauthorized: false,
            ...(tls.version === undefined ? {} : { maxVersion: tls.version }),
            ...(session === undefined ? {} : { session }),
            ...(tls.alpn === undefined ? {} : { ALPNProtocols: [...tls.alpn] }),
          });
    socket.on("session", (made: Buffer) => {
      if (tls?.keep !== undefined) sessions.set(tls.keep, made);
    });
    const done = (): void => {
      clearTimeout(timer);
      const protocol = "alpnProtocol" in socket ? socket.alpnProtocol : undefined;
      resolve({
        text: received,
        secured: certificate,
        resumed,
        ...(typeof protocol === "string" ? { protocol } : {}),
        ...(error === undefined ? {} : { error }),
      });
    };
    const timer = setTimeout(() => {
      error ??= "timeout";
      socket.destroy();
    }, hold ?? 10_000);
    socket.on(tls === undefined ? "connect" : "secureConnect", () => {
      certificate = tls !== undefined;
      resumed = socket instanceof TLSSocket && socket.isSessionReused();
      if ("alpnProtocol" in socket && socket.alpnProtocol === "h2") {
        askHttp2(socket, text, tls?.servername ?? to, (part) => {
          received += part;
        });
        return;
      }
      if (text !== "") socket.write(Buffer.from(text, "latin1"));
      if (later !== undefined) setTimeout(() => socket.write(Buffer.from(later.text, "latin1")), later.after);
      socket.on("data", (data) => {
        received += data.toString("utf8");
      });
    });
    socket.on("error", (failure) => {
      error ??= failure.message;
    });
    socket.on("close", done);
  });
}

/** A GET of a path over HTTP/2, with headers on the lines after it. Returns the body, then closes the connection. */
function askHttp2(socket: Socket, text: string, host: string, hear: (part: string) => void): void {
  const session = connectHttp2(`https://${host}`, { createConnection: () => socket });
  session.on("error", () => socket.destroy());
  const [path = "/", ...lines] = text.split("\n");
  const headers = lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trim()]);
  session
    .request({ ":path": path, ...Object.fromEntries(headers) })
    .on("data", (data) => hear(String(data)))
    .on("error", () => socket.destroy())
    .on("close", () => session.close());
}
