import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type OutputFile, PEERS } from "../../../../src/contract/block.ts";
import { FAMILIES, type Node } from "../../../../src/contract/fleet.ts";
import type { Compilation } from "../../../../src/pipeline.ts";
import { programPath } from "../../../../test/support/daemons.ts";
import { spawnHost } from "../../../../test/support/live/spawn-host.ts";

/**
 * Nodes in their own network namespaces, joined by one bridge, each with BIRD running on the unchanged generated files.
 * Everything ends with this process, however it ends: each namespace is kept alive by a `cat` that reads our pipe.
 */
export interface BirdLab {
  /** Runs a program on a node. */
  readonly on: (node: string, program: string, ...args: string[]) => string;
  /** The answer of a node's BIRD to a command, including errors. */
  readonly birdc: (node: string, ...command: string[]) => string;
  /** Runs a program on a node until the lab is closed. */
  readonly spawn: (node: string, program: string, ...args: string[]) => ChildProcess;
  readonly start: (node: string) => void;
  /** SIGKILL. */
  readonly kill: (node: string) => Promise<void>;
  /** Unplugs a node's cable. */
  readonly unplug: (node: string) => void;
  /** Plugs it in again. */
  readonly plugIn: (node: string) => void;
  /** Replaces a file of a node below /etc/bird. */
  readonly write: (node: string, name: string, text: string) => void;
  readonly read: (node: string, name: string) => string;
  /** Installs a node's files from another catalog, and reconfigures its BIRD. */
  readonly give: (node: string, compilation: Compilation) => void;
  readonly close: () => Promise<void>;
}

const BIRD = "etc/bird/";

/** Runs BIRD in the foreground until the pipe closes, so that no process is left behind. */
const KEEP = 'mount --bind "$1" /etc/bird && { bird -f -s "$2" -P "$3" & cat >/dev/null; kill -9 $!; }';

export async function openBirdLab(compilation: Compilation, names: readonly string[]): Promise<BirdLab> {
  const root = mkdtempSync(join(tmpdir(), "intentlb-bird-"));
  const fabric = await spawnHost("unshare", "-rnm");
  const holders = new Map<string, ChildProcess>();
  const birds = new Map<string, ChildProcess>();
  const others: ChildProcess[] = [];
  const path = (node: string, name: string): string => join(root, node, name);
  const on = (node: string, program: string, ...args: string[]): string =>
    enter(holders.get(node) ?? fabric, program, args);

  const birdc = (node: string, ...command: string[]): string => {
    const holder = holders.get(node) ?? fabric;
    const args = [...into(holder), programPath("birdc") ?? "birdc", "-s", path(node, "bird.ctl"), ...command];
    return spawnSync("nsenter", args, { encoding: "utf8" }).stdout;
  };

  enter(fabric, "ip", ["link", "add", "fabric", "type", "bridge", "mcast_snooping", "0"]);
  enter(fabric, "ip", ["link", "set", "fabric", "up"]);
  for (const [index, name] of names.entries()) {
    const node = compilation.fleet?.nodes.get(name);
    if (node === undefined) throw new Error(`no node ${name}`);
    const holder = await spawnHost("nsenter", ...into(fabric), "unshare", "-nm");
    holders.set(name, holder);
    connect(node, index, holder, fabric);
    for (const [file, text] of birdFiles(compilation, name)) put(path(name, file), text);
  }

  return {
    on,
    birdc,
    spawn: (node, program, ...args) => {
      const argv = [...into(holders.get(node) ?? fabric), programPath(program) ?? program, ...args];
      const child = spawn("nsenter", argv, { stdio: ["ignore", "pipe", "inherit"] });
      others.push(child);
      return child;
    },
    start: (node) => {
      const holder = holders.get(node);
      if (holder === undefined) throw new Error(`no node ${node}`);
      const files = [path(node, BIRD), path(node, "bird.ctl"), path(node, "bird.pid")];
      const args = [...into(holder), "unshare", "-m", "sh", "-c", KEEP, "sh", ...files];
      birds.set(node, spawn("nsenter", args, { stdio: ["pipe", "ignore", "ignore"], env: environment() }));
    },
    kill: async (node) => {
      process.kill(Number(readFileSync(path(node, "bird.pid"), "utf8")), "SIGKILL");
      await end(birds.get(node));
    },
    unplug: (node) => {
      enter(fabric, "ip", ["link", "set", `port${names.indexOf(node)}`, "down"]);
    },
    plugIn: (node) => {
      enter(fabric, "ip", ["link", "set", `port${names.indexOf(node)}`, "up"]);
    },
    write: (node, name, text) => put(path(node, BIRD + name), text),
    read: (node, name) => readFileSync(path(node, BIRD + name), "utf8"),
    give: (node, made) => {
      for (const [file, text] of birdFiles(made, node)) put(path(node, file), text);
      birdc(node, "configure");
    },
    close: async () => {
      for (const child of others) child.kill();
      for (const child of [...birds.values(), ...holders.values(), fabric]) await end(child);
      rmSync(root, { recursive: true });
    },
  };
}

/** Files that BIRD reads on a node, by path on the node. Those of an unmanaged router are below `_peers`. */
function birdFiles({ files }: Compilation, name: string): Map<string, string> {
  const own = files.filter((file) => file.node === name && file.path.startsWith(BIRD));
  const peer = files.find((file) => file.node === PEERS && file.path === `${name}/bird.conf`);
  return new Map([
    ...own.map((file) => [file.path, textOfFile(file)] as const),
    ...(peer === undefined ? [] : [[`${BIRD}bird.conf`, textOfFile(peer)] as const]),
  ]);
}

function textOfFile({ blocks }: OutputFile): string {
  return blocks.flatMap(({ lines }) => lines.map((line) => `${line}\n`)).join("");
}

/** A cable to the bridge. Everything outside the node's own subnets is reached through it. */
function connect(node: Node, index: number, holder: ChildProcess, fabric: ChildProcess): void {
  const port = `port${index}`;
  enter(fabric, "ip", ["link", "add", port, "type", "veth", "peer", "name", "eth0", "netns", String(holder.pid)]);
  enter(fabric, "ip", ["link", "set", port, "master", "fabric", "up"]);
  const addresses = FAMILIES.flatMap((family) => node.addresses[family] ?? []);
  const lines = [
    "link set lo up",
    "link set eth0 up",
    // A bridge without ports replaces a dummy interface, which some kernels lack.
    "link add health0 type bridge",
    "link set health0 up",
    ...addresses.map(({ address, prefixLength }) => {
      return `addr add ${address}/${prefixLength} dev eth0${address.includes(":") ? " nodad" : ""}`;
    }),
    "route add default dev eth0",
  ];
  enter(holder, "ip", ["-batch", "-"], `${lines.join("\n")}\n`);
  enter(holder, "ip", ["-6", "route", "add", "default", "dev", "eth0"]);
}

function enter(where: ChildProcess, program: string, args: readonly string[], input = ""): string {
  return execFileSync("nsenter", [...into(where), programPath(program) ?? program, ...args], {
    encoding: "utf8",
    input,
    stdio: "pipe",
  });
}

function into(child: ChildProcess): string[] {
  return ["--preserve-credentials", "-U", "-n", "-m", "-t", String(child.pid)];
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env["PATH"]}:/usr/sbin:/sbin` };
}

async function end(child: ChildProcess | undefined): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stdin?.end();
  await ended;
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
