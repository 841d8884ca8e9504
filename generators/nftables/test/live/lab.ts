import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { spawnHost } from "../../../../test/support/live/spawn-host.ts";

/** Source or destination of a packet. */
export interface Probe {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly transport: "tcp" | "udp";
}

/** Two hosts connected by a cable, in network namespaces that end with this process, however it ends. */
export interface Lab {
  /** Runs a program on the host behind the firewall. */
  readonly onServer: (program: string, args: readonly string[], input?: string | Uint8Array) => string;
  /** Runs a program on the other host. */
  readonly onClient: (program: string, args: readonly string[], input?: string | Uint8Array) => string;
  /** Listens on ports of every address of the server, TCP and UDP, and answers. */
  readonly listen: (ports: readonly number[]) => Promise<void>;
  /** Runs a Node script on the server until the lab is closed; resolves at its first output. It ends when its standard input closes. */
  readonly serve: (script: string, ...args: string[]) => Promise<void>;
  /** The probes that get an answer; all are sent at once. */
  readonly answered: (probes: readonly Probe[]) => boolean[];
  readonly close: () => void;
}

export interface Hosts {
  /** Addresses of the server: its own, then VIPs. */
  readonly server: readonly string[];
  readonly client: readonly string[];
}

/** Stop waiting after this many milliseconds without any answer: a busy machine answers late, but steadily. */
const SILENCE = 1500;
/** The same before the first answer, when servers may still be waking up. */
const FIRST = 4000;

const LISTENER = `
const net = require("node:net"), dgram = require("node:dgram");
const ready = JSON.parse(process.argv[1]).flatMap((port) => [
  new Promise((done) => net.createServer((socket) => { socket.on("error", () => {}); socket.end("here"); }).listen(port, "::", done)),
  ...["udp4", "udp6"].map((type) => new Promise((done) => {
    const socket = dgram.createSocket({ type, ipv6Only: type === "udp6" });
    socket.on("message", (message, from) => socket.send("here", from.port, from.address));
    socket.bind(port, done);
  })),
]);
process.stdin.on("end", () => process.exit()).resume();
Promise.all(ready).then(() => console.log("ready"));
`;

const PROBER = `
const net = require("node:net"), dgram = require("node:dgram");
const probes = JSON.parse(process.argv[1]);
const answers = probes.map(() => false);
const finish = () => { console.log(JSON.stringify(answers)); process.exit(); };
let silence = setTimeout(finish, ${FIRST});
const heard = (index) => {
  answers[index] = true;
  clearTimeout(silence);
  if (answers.every(Boolean)) finish();
  silence = setTimeout(finish, ${SILENCE});
};
for (const [index, { from, to, port, transport }] of probes.entries()) {
  if (transport === "tcp") {
    const socket = net.connect({ host: to, port, localAddress: from });
    socket.on("data", () => heard(index));
    socket.on("error", () => {});
  } else {
    const socket = dgram.createSocket(to.includes(":") ? "udp6" : "udp4");
    socket.on("message", () => heard(index));
    socket.bind(0, from, () => socket.send("there?", port, to));
  }
}
`;

/** Builds the lab. Probes go from the client's addresses to the server's. */
export async function openLab(hosts: Hosts): Promise<Lab> {
  // All children end when their standard input closes, and the namespaces with them: a killed test leaves nothing behind.
  const server = await spawnHost("unshare", "-rn");
  const client = await spawnHost("nsenter", ...into(server), "unshare", "-n");
  const listeners: ChildProcess[] = [];
  const run = (where: ChildProcess) => (program: string, args: readonly string[], input?: string | Uint8Array) =>
    execFileSync("nsenter", [...into(where), program, ...args], {
      encoding: "utf8",
      input: input ?? "",
      stdio: "pipe",
      maxBuffer: 1 << 26,
    });
  const onServer = run(server);
  const onClient = run(client);
  onServer("ip", ["link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", String(client.pid)]);
  connect(onServer, hosts.server);
  connect(onClient, hosts.client);
  const serve: Lab["serve"] = async (script, ...own) => {
    const args = [...into(server), process.execPath, "-e", script, ...own];
    const listener = spawn("nsenter", args, { stdio: ["pipe", "pipe", "inherit"] });
    listeners.push(listener);
    await once(listener.stdout, "data");
  };
  return {
    onServer,
    onClient,
    serve,
    listen: (ports) => serve(LISTENER, JSON.stringify(ports)),
    answered: (probes) => JSON.parse(onClient(process.execPath, ["-e", PROBER, JSON.stringify(probes)])),
    close: () => {
      for (const child of [...listeners, client, server]) child.kill("SIGKILL");
    },
  };
}

/** Each host reaches everything through the cable, because no address has a subnet. */
function connect(on: Lab["onServer"], addresses: readonly string[]): void {
  const lines = [
    "link set lo up",
    "link set eth0 up",
    ...addresses.map((address) => `addr add ${address} dev eth0${address.includes(":") ? " nodad" : ""}`),
    "route add default dev eth0",
  ];
  on("ip", ["-batch", "-"], `${lines.join("\n")}\n`);
  on("ip", ["-6", "route", "add", "default", "dev", "eth0"]);
}

function into(child: ChildProcess): string[] {
  return ["--preserve-credentials", "-U", "-n", "-t", String(child.pid)];
}
