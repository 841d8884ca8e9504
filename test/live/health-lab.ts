import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/package-root.ts";

/** A node with VIPs and a health program, in namespaces that end with this process, however it ends. */
export interface HealthLab {
  /** Runs a program on the node; what it printed, whatever its status. */
  readonly run: (program: string, args: readonly string[], input?: string) => { status: number; output: string };
  readonly write: (path: string, text: string) => void;
  /** Runs a program on the node until it is ended. */
  readonly spawn: (program: string, args: readonly string[]) => ChildProcess;
  /** Takes connections at a port of an address; ends with the process. */
  readonly listen: (address: string, port: number) => Promise<ChildProcess>;
  /** Writes the configuration and starts the health program. */
  readonly start: (records: readonly Fields[]) => Promise<ChildProcess>;
  /** The health program's commands, such as `status`. */
  readonly health: (...args: readonly string[]) => { status: number; output: string };
  /** What BIRD would announce: addresses on the health interface, sorted. */
  readonly announced: () => string[];
  /** Waits until exactly these are announced; how long it took, in milliseconds. */
  readonly until: (addresses: readonly string[], patience?: number) => Promise<number>;
  /** Lines that health programs wrote. */
  readonly log: () => string[];
  readonly close: () => void;
}

export type Fields = readonly (string | number)[];

export const CONFIG = "/run/health.conf";
/** A copy, which tests may replace. */
export const PROGRAM = "/run/lib/health";
const TEMPLATES = join(packageRoot, "generators/health/templates");
const LOG = "/run/health.log";

/** The kernels of test machines have no dummy interface; a bridge without ports is as good. */
const SET_UP = `
ip link set lo up
for name in anycast0 health0; do
  echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad
  ip link add $name type bridge
  ip link set $name up
done
mount -t tmpfs none /run
mount -t tmpfs none /var/lib
touch ${LOG}
cp -r "$TEMPLATES" /run/lib
chmod 755 ${PROGRAM}
`;

const LISTENER = `
use IO::Socket::IP;
my $socket = IO::Socket::IP->new(LocalHost => $ARGV[0], LocalPort => $ARGV[1], Listen => 200, ReuseAddr => 1, V6Only => 1) or die "$@";
syswrite STDOUT, "ready";
close $_ while $_ = $socket->accept or 1;
`;

/** Builds the lab with VIPs on the node, all of them well until something listens or not. */
export async function openHealthLab(vips: readonly string[]): Promise<HealthLab> {
  const holder = spawn("unshare", ["-rnmp", "--fork", "--kill-child", "--mount-proc", "cat"], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  const init = await firstChild(holder);
  const into = ["-t", init, "-U", "-n", "-m", "-p", "--preserve-credentials"];
  const run = (program: string, args: readonly string[], input = "") => {
    try {
      const output = execFileSync("nsenter", [...into, program, ...args], { encoding: "utf8", input, stdio: "pipe" });
      return { status: 0, output };
    } catch (error) {
      return failed(error);
    }
  };
  const must = (program: string, args: readonly string[], input = ""): string => {
    const { status, output } = run(program, args, input);
    if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${output}`);
    return output;
  };
  const start = (program: string, args: readonly string[]): ChildProcess =>
    spawn("nsenter", [...into, program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  must("env", [`TEMPLATES=${TEMPLATES}`, "sh", "-e"], SET_UP);
  must("ip", ["-batch", "-"], vips.map((vip) => `address add ${vip} dev anycast0 preferred_lft 0\n`).join(""));
  const announced = (): string[] =>
    [...must("ip", ["-o", "address", "show", "dev", "health0", "scope", "global"]).matchAll(/inet6? ([0-9a-f.:]+)\//g)]
      .map((match) => match[1] ?? "")
      .sort();
  const write = (path: string, text: string): void => {
    must("sh", ["-c", 'cat > "$1"', "sh", path], text);
  };
  return {
    run,
    write,
    spawn: start,
    announced,
    listen: async (address, port) => {
      const server = start("perl", ["-e", LISTENER, address, String(port)]);
      if (server.stdout !== null) await once(server.stdout, "data");
      return server;
    },
    start: async (records) => {
      write(CONFIG, configText(records));
      // The shell's process becomes the program, so that a signal to nsenter's child is one to it.
      const program = start("sh", ["-c", 'exec "$1" run "$2" >> "$3" 2>&1', "sh", PROGRAM, CONFIG, LOG]);
      await pause(100);
      return program;
    },
    health: (...args) => run(PROGRAM, args),
    until: async (addresses, patience = 5000) => {
      const wanted = [...addresses].sort().join(" ");
      const began = Date.now();
      while (announced().join(" ") !== wanted) {
        if (Date.now() - began > patience) {
          const log = must("cat", [LOG]);
          throw new Error(`announced: ${announced().join(" ")}, not ${wanted} within ${patience} ms\n${log}`);
        }
        await pause(20);
      }
      return Date.now() - began;
    },
    log: () => must("cat", [LOG]).trimEnd().split("\n"),
    close: () => {
      holder.stdin?.end();
      holder.kill("SIGKILL");
    },
  };
}

/** The head that all configurations have, with a lifetime of three seconds, records, and the end. */
export function configText(records: readonly Fields[], lifetime = 3): string {
  const all: Fields[] = [["health", 1], ["node", "lb1"], ["interface", "health0", lifetime], ...records, ["end"]];
  return all.map((fields) => `${fields.join("\t")}\n`).join("");
}

export const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** Sends a signal to the health program itself, not to what entered the namespaces for it. */
export function signal(program: ChildProcess, name: NodeJS.Signals): void {
  const [child] = childrenOf(program.pid);
  if (child === undefined) throw new Error("the program has ended");
  process.kill(child, name);
  // nsenter stops with its child, and does not go on with it.
  if (name === "SIGCONT") program.kill(name);
}

/** Resolves to the status with which it ended. */
export async function ended(program: ChildProcess): Promise<number | null> {
  if (program.exitCode !== null || program.signalCode !== null) return program.exitCode;
  const [status] = (await once(program, "exit")) as [number | null];
  return status;
}

function childrenOf(pid: number | undefined): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return text === "" ? [] : text.split(" ").map(Number);
}

/** The process in the new namespaces, once it is there. */
async function firstChild(holder: ChildProcess): Promise<string> {
  for (let attempt = 0; attempt < 250; attempt++) {
    const [child] = childrenOf(holder.pid);
    // It is root there only when unshare has become what it runs.
    if (child !== undefined && nameOf(child) === "cat") return String(child);
    await pause(20);
  }
  throw new Error("the namespaces did not come to be");
}

function nameOf(pid: number): string {
  return readFileSync(`/proc/${pid}/comm`, "utf8").trim();
}

function failed(error: unknown): { status: number; output: string } {
  if (typeof error !== "object" || error === null) throw error;
  const { status, stdout, stderr } = error as { status?: unknown; stdout?: unknown; stderr?: unknown };
  if (typeof status !== "number") throw error;
  return { status, output: `${stdout}${stderr}` };
}
