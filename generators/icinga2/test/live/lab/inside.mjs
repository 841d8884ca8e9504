// What the lab's VIPs and members are: small servers that say just enough of their protocols, and a voice to Icinga's API.
// Each line of standard input is JSON: what is to be ill, and whether everything is to be asked now; or a script in Icinga's
// language. The answer is what the monitoring host knows, or what comes of the script, on a line.
import { execFileSync, spawn } from "node:child_process";
import dgram from "node:dgram";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import net from "node:net";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import tls from "node:tls";

const read = (name) => readFileSync(`${process.argv[2]}/${name}`, "utf8");
const [good, ending] = ["long.crt", "short.crt"].map((name) => ({ key: read("shop.key"), cert: read(name) }));
let ill = new Set();

/** Starts a server that, while it is ill, closes every connection at once, or answers as `otherwise` does. */
const serve = (name, host, port, make, otherwise) =>
  new Promise((done) => {
    const [well, sick] = [make, otherwise ?? (() => net.createServer((socket) => socket.destroy()))].map((each) =>
      each(),
    );
    const front = net.createServer((socket) => {
      socket.on("error", () => {});
      (ill.has(name) ? sick : well).emit("connection", socket);
    });
    front.listen(port, host, done);
  });

const talk = (greeting, answer) => () =>
  net.createServer((socket) => {
    socket.on("error", () => {});
    if (greeting) socket.write(greeting);
    socket.on("data", (data) => answer && socket.write(answer(data)));
  });

/** After STARTTLS the rest is TLS, which shows one of two certificates. */
const startTls = () =>
  net.createServer((socket) => {
    socket.on("error", () => {});
    socket.write("220 relay.example ESMTP\r\n");
    socket.on("data", (data) => {
      if (!data.toString().startsWith("STARTTLS")) return socket.write("250-relay.example\r\n250 STARTTLS\r\n");
      socket.removeAllListeners("data");
      socket.write("220 go ahead\r\n");
      const pair = ill.has("relay starttls") ? ending : good;
      const secure = new tls.TLSSocket(socket, { isServer: true, ...pair });
      secure.on("error", () => {}).on("data", () => secure.write("250 relay.example\r\n"));
    });
  });

const page = (request, response) => {
  if (request.url === "/old") {
    const host = ill.has("shop redirect") ? "evil.example" : "archive.example";
    response.writeHead(302, { location: `https://${host}/a?b=$c` });
  } else if (request.url === "/login") response.statusCode = ill.has("shop login") ? 500 : 200;
  else if (request.url !== "/health?a=$HOME") response.statusCode = 404;
  response.end('it is "well" $5\n');
};
const elsewhere = (_request, response) => response.writeHead(302, { location: "https://evil.example/" }).end();
const toHttps = (request, response) => response.writeHead(301, { location: `https://${request.headers.host}/` }).end();

const ldap = (data) => {
  const id = data.subarray(2, 5).toString("hex");
  if (data[5] === 0x60) return Buffer.from(`300c${id}61070a010004000400`, "hex");
  if (data[5] !== 0x63) return Buffer.alloc(0);
  return Buffer.from(`3009${id}640404003000300c${id}65070a010004000400`, "hex");
};
const smtp = (data) => (data.toString().startsWith("QUIT") ? "221 bye\r\n" : "250 mail.example\r\n");
const redis = (data) => (/PING/.test(data) ? "+PONG\r\n" : "");

/** One A record for whatever is asked. */
const dns = (query) =>
  Buffer.concat([
    query.subarray(0, 2),
    Buffer.from("81800001000100000000", "hex"),
    query.subarray(12, query.indexOf(0, 12) + 5),
    Buffer.from("c00c000100010000003c0004c0000201", "hex"),
  ]);

/** RFC 5905: the server's clock, in seconds since 1900. */
const ntp = (query) => {
  const answer = Buffer.alloc(48);
  answer[0] = 0x24;
  answer[1] = 2;
  answer[3] = 0xec;
  query.copy(answer, 24, 40, 48);
  for (const at of [16, 32, 40]) {
    const now = Date.now() / 1000 + 2208988800;
    answer.writeUInt32BE(Math.floor(now), at);
    answer.writeUInt32BE(Math.floor((now % 1) * 2 ** 32), at + 4);
  }
  return answer;
};

const udp = (name, host, port, answer) =>
  new Promise((done) => {
    const socket = dgram.createSocket("udp4");
    socket.on("message", (query, from) => ill.has(name) || socket.send(answer(query), from.port, from.address));
    socket.bind(port, host, done);
  });

const shop = (pair) => () => https.createServer(pair, page);
await Promise.all([
  serve(
    "shop http",
    "192.0.2.10",
    80,
    () => http.createServer(toHttps),
    () => http.createServer(elsewhere),
  ),
  serve("shop https", "192.0.2.10", 443, shop(good), shop(ending)),
  serve(
    "shop member",
    "10.0.0.21",
    8080,
    () => http.createServer(page),
    () => http.createServer(elsewhere),
  ),
  serve(
    "portal http",
    "192.0.2.80",
    80,
    () => http.createServer((_request, response) => response.writeHead(404).end()),
    () => http.createServer((_request, response) => response.writeHead(503).end()),
  ),
  serve("directory ldap", "192.0.2.39", 389, talk("", ldap)),
  serve(
    "directory ldaps",
    "192.0.2.39",
    636,
    () => tls.createServer(good),
    () => tls.createServer(ending),
  ),
  serve("mail smtp", "192.0.2.25", 25, talk("220 mail.example ESMTP\r\n", smtp)),
  serve("relay smtp", "192.0.2.26", 25, startTls),
  serve("mail member", "10.0.0.21", 2525, talk("220 mail.example ESMTP\r\n", smtp)),
  serve(
    "cache redis",
    "192.0.2.63",
    6379,
    talk("", redis),
    talk("", () => "-ERR\r\n"),
  ),
  serve("git ssh", "192.0.2.22", 22, talk("SSH-2.0-Lab\r\n")),
  serve("git member", "10.0.0.99", 2222, talk("SSH-2.0-Lab\r\n")),
  serve("resolver tcp", "192.0.2.53", 53, talk("")),
  udp("resolver dns", "192.0.2.53", 53, dns),
  udp("time ntp", "192.0.2.123", 123, ntp),
]);
// A port that takes no connection is not one that closes it.
const openPort = (port, host) => net.createServer((socket) => socket.on("error", () => {})).listen(port, host);
const ports = {
  "licences tcp": ["192.0.2.27", 27000],
  "licences member": ["10.0.0.21", 27000],
  "relay member": ["10.0.0.21", 25],
};
const open = new Map();
let haproxy;
/** What does not come back. */
const dead = new Set();

async function setIll(names) {
  ill = new Set(names);
  for (const [name, [host, port]] of Object.entries(ports)) {
    if (!ill.has(name) && !open.has(name)) open.set(name, openPort(port, host));
    else if (ill.has(name) && open.has(name)) {
      open.get(name).close();
      open.delete(name);
    }
  }
  if (ill.has("shop queue")) writeFileSync("/run/ill-queue", "");
  else rmSync("/run/ill-queue", { force: true });
  const word = ill.has("bgp") ? "disable" : "enable";
  execFileSync("birdc", ["-s", "/run/bird/reflector.ctl", word, '"lb1-v4"'], { stdio: "ignore" });
  if (!ill.has("haproxy")) haproxy ??= spawn("haproxy", ["-db", "-f", "haproxy.cfg"], { stdio: "ignore" });
  else if (haproxy !== undefined) {
    haproxy.kill();
    await once(haproxy, "exit");
    haproxy = undefined;
  }
  for (const name of ["bird", "dns1"]) {
    if (!ill.has(name) || dead.has(name)) continue;
    dead.add(name);
    if (name === "bird") process.kill(Number(read("bird.pid")), "SIGKILL");
    else endDns1();
  }
}

/** The name server is gone, with its addresses and its agent. */
function endDns1() {
  process.kill(Number(read("dns1.pid")), "SIGTERM");
  for (const address of ["10.0.0.53", "192.0.2.53", "192.0.2.123"])
    execFileSync("ip", ["address", "del", `${address}/32`, "dev", "lo"]);
}

function call(method, path) {
  const options = { method, rejectUnauthorized: false, auth: "lab:lab", headers: { accept: "application/json" } };
  return new Promise((resolve, reject) => {
    const request = https.request(`https://10.0.0.99:5665/v1/${path}`, options, async (response) => {
      let text = "";
      for await (const part of response) text += part;
      resolve(JSON.parse(text).results);
    });
    request.on("error", reject).end();
  });
}

/** Agents that come late are asked for again only after ten seconds. */
async function waitForAgents() {
  for (let patience = 60; patience > 0; patience--) {
    const states = await askAll();
    if (["lb1!agent", "dns1!agent"].every((agent) => states[agent]?.[0] === 0)) return;
    await setTimeout(500);
  }
}

/** Has everything asked once, and waits until all answers are newer than that. */
async function askAll() {
  const since = Date.now() / 1000;
  for (;;) {
    try {
      await call("POST", "actions/reschedule-check?type=Service&filter=true&force=true");
      break;
    } catch {
      await setTimeout(200);
    }
  }
  for (let patience = 150; patience > 0; patience--) {
    const services = await call("GET", "objects/services?attrs=last_check");
    if (services.every(({ attrs }) => attrs.last_check >= since)) break;
    await setTimeout(200);
  }
  return (await look()).services;
}

/** What the monitoring host knows: of a state it is sure at the third time. */
async function look() {
  const attributes = ["state", "state_type", "last_check", "last_check_result", "last_reachable"];
  const query = attributes.map((name) => `attrs=${name}`).join("&");
  const [services, hosts] = await Promise.all(
    ["services", "hosts"].map((type) => call("GET", `objects/${type}?${query}`)),
  );
  const all = [...services, ...hosts];
  const sure = all.filter(({ attrs }) => attrs.last_check > 0 && attrs.state_type === 1);
  return {
    services: Object.fromEntries(
      services.map(({ name, attrs }) => [name, [attrs.state, attrs.last_check_result?.output ?? "not asked"]]),
    ),
    sure: Object.fromEntries(sure.map(({ name, attrs }) => [name, attrs.state === 0])),
    unreachable: all.filter(({ attrs }) => !attrs.last_reachable).map(({ name }) => name),
    told: existsSync("/run/told") ? readFileSync("/run/told", "utf8").trimEnd().split("\n") : [],
  };
}

await setIll([]);
const ready = waitForAgents();

createInterface({ input: process.stdin })
  .on("line", async (line) => {
    await ready;
    const { script, ill: names, ask } = JSON.parse(line);
    if (script !== undefined) {
      const [said] = await call("POST", `console/execute-script?command=${encodeURIComponent(script)}`);
      console.log(JSON.stringify(said));
      return;
    }
    await setIll(names);
    // Sessions and servers' own checks need a moment.
    if (ask) await setTimeout(1500).then(askAll);
    console.log(JSON.stringify(await look()));
  })
  .on("close", () => process.exit());
