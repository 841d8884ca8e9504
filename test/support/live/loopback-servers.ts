import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTls } from "node:tls";
import { afterProxy, imap, ldap, mqtt, mysql, postgresql, redis, smtp, smtpRefusing } from "../protocol-talk.ts";

/** Key and certificate in PEM. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
}

/** Small servers on loopback ports that implement just enough of a protocol for a health check; their ports by name. */
export interface LoopbackServers {
  readonly ports: Readonly<Record<string, number>>;
  /** Server names of TLS clients, in order. */
  readonly serverNames: readonly string[];
  /** How the connections to each have ended so far: cleanly, or by a reset. */
  readonly ends: Readonly<Record<string, { readonly ended: number; readonly reset: number }>>;
  close(): Promise<void>;
}

/** Starts one server per protocol, and some that fail: `wrong` sends garbage, `closed` is a port without a listener. */
export async function startServers(pair: KeyPair): Promise<LoopbackServers> {
  const serverNames: string[] = [];
  const withTls = (talk: (socket: Socket) => void) =>
    createTls({ ...pair }, (socket) => {
      if (typeof socket.servername === "string") serverNames.push(socket.servername);
      talk(socket);
    });
  const servers: Record<string, Server> = {
    tcp: createServer(() => undefined),
    tls: withTls(() => undefined),
    http: createHttp(page),
    https: createHttps({ ...pair }, page),
    ldap: createServer(ldap),
    ldaps: withTls(ldap),
    smtp: createServer(smtp),
    "smtp-refusing": createServer(smtpRefusing),
    proxied: createServer(afterProxy(smtp)),
    imap: createServer(imap),
    imaps: withTls(imap),
    redis: createServer(redis),
    ssh: createServer((socket) => socket.write("SSH-2.0-Loopback\r\n")),
    mqtt: createServer(mqtt("20020000")),
    "mqtt-login": createServer(mqtt("20020005")),
    "mqtt-unavailable": createServer(mqtt("20020003")),
    mysql: createServer(mysql),
    postgresql: createServer(postgresql),
    wrong: createServer((socket) => socket.write("-ERR 500 nonsense\r\n")),
  };
  const ports: Record<string, number> = {};
  const sockets = new Set<Socket>();
  const ends: Record<string, { ended: number; reset: number }> = {};
  for (const [name, server] of Object.entries(servers)) {
    const count = { ended: 0, reset: 0 };
    ends[name] = count;
    server.on("connection", (socket: Socket) => {
      socket.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code === "ECONNRESET") count.reset++;
      });
      socket.on("close", () => {
        count.ended++;
        sockets.delete(socket);
      });
      sockets.add(socket);
    });
    server.on("tlsClientError", () => undefined);
    ports[name] = await listen(server);
  }
  // Nothing listens there, and the kernel never uses it as a source port.
  ports["closed"] = 1;
  return {
    ports,
    serverNames,
    ends,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(Object.values(servers).map(shut));
    },
  };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "::", () => resolve((server.address() as AddressInfo).port));
  });
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}

/** `/health` is healthy only for www.uni.example; `/<code>` answers with that status. */
const page: RequestListener = (request, response) => {
  const { url = "/", headers } = request;
  const host = (headers.host ?? "").replace(/:\d+$/, "");
  const code = /^\/(\d{3})$/.exec(url)?.[1];
  if (code !== undefined) response.statusCode = Number(code);
  else if (url !== "/health?deep=1" || host !== "www.uni.example") response.statusCode = 404;
  // Would mislead a check that looks for 200 anywhere in the status line.
  if (url === "/404") response.statusMessage = "not 200";
  response.end(`it's "well" \\ # $HOME %[x] ${host}\n`);
};
