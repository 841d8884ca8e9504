// What the lab's VIPs and members are: small servers that say just enough of their protocols, and a voice to Icinga's API.
// Each line of standard input is a JSON list of what is to be ill; the answer is the state of every service, on a line.
import { execFileSync } from "node:child_process";
import dgram from "node:dgram";
import { readFileSync } from "node:fs";
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

const page = (request, response) => {
  if (request.url === "/old") response.writeHead(302, { location: "https://archive.example/a?b=$c" });
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
  serve("directory ldap", "192.0.2.39", 389, talk("", ldap)),
  serve(
    "directory ldaps",
    "192.0.2.39",
    636,
    () => tls.createServer(good),
    () => tls.createServer(ending),
  ),
  serve("mail smtp", "192.0.2.25", 25, talk("220 mail.example ESMTP\r\n", smtp)),
  serve("mail member", "10.0.0.21", 2525, talk("220 mail.example ESMTP\r\n", smtp)),
  serve(
    "cache redis",
    "192.0.2.63",
    6379,
    talk("", redis),
    talk("", () => "-ERR\r\n"),
  ),
  serve("git ssh", "192.0.2.22", 22, talk("SSH-2.0-Lab\r\n")),
  serve("resolver tcp", "192.0.2.53", 53, talk("")),
  udp("resolver dns", "192.0.2.53", 53, dns),
  udp("time ntp", "192.0.2.123", 123, ntp),
]);
// A port that takes no connection is not one that closes it.
const openPort = () => net.createServer().listen(27000, "192.0.2.27");
let licences = openPort();

function setIll(names) {
  ill = new Set(names);
  if (ill.has("licences tcp")) licences.close();
  else if (!licences.listening) licences = openPort();
  const word = ill.has("bgp") ? "disable" : "enable";
  execFileSync("birdc", ["-s", "/run/bird/reflector.ctl", word, '"lb1-v4"'], { stdio: "ignore" });
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
    const services = await call("GET", "objects/services?attrs=state&attrs=last_check&attrs=last_check_result");
    if (patience === 1 || services.every(({ attrs }) => attrs.last_check >= since)) {
      return Object.fromEntries(
        services.map(({ name, attrs }) => [name, [attrs.state, attrs.last_check_result?.output ?? "not asked"]]),
      );
    }
    await setTimeout(200);
  }
}

const ready = waitForAgents();

createInterface({ input: process.stdin })
  .on("line", async (line) => {
    await ready;
    setIll(JSON.parse(line));
    // Sessions and servers' own checks need a moment.
    await setTimeout(1500);
    console.log(JSON.stringify(await askAll()));
  })
  .on("close", () => process.exit());
