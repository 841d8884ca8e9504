import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../../../src/lab/until.ts";
import { packageRoot } from "../../../../src/package-root.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";

/** A node with VIPs and a health daemon, in network namespaces that end with this process, however it ends. */
export interface HealthLab {
  /** Runs a program on the node; returns its output, whatever the exit status. */
  readonly run: (program: string, args: readonly string[], input?: string) => { status: number; output: string };
  readonly write: (path: string, text: string) => void;
  /** Runs a program on the node until it is stopped. */
  readonly spawn: (program: string, args: readonly string[]) => ChildProcess;
  /** Accepts connections on a port of an address; ends with the process. */
  readonly listen: (address: string, port: number) => Promise<ChildProcess>;
  /** Writes the configuration and starts the health daemon. */
  readonly start: (records: readonly Fields[], lifetime?: number) => Promise<ChildProcess>;
  /** Commands of `health`, such as `status`. */
  readonly health: (...args: readonly string[]) => { status: number; output: string };
  /** The addresses that BIRD would announce: those on the health interface, sorted. */
  readonly announced: () => string[];
  /**
   * Waits until exactly these are announced. Resolves to the milliseconds after which this was not yet the case: it took at least
   * that long, and at most one poll longer.
   */
  readonly until: (addresses: readonly string[]) => Promise<number>;
  /** Lines that the health daemons printed. */
  readonly log: () => string[];
  /** Waits until the health daemons printed this line this many times. */
  readonly untilSaid: (line: string, times?: number) => Promise<void>;
  /** Waits until `health status` prints this. */
  readonly untilStatus: (said: string | RegExp) => Promise<void>;
  /** Waits until a file on the node has this many lines. */
  readonly untilLines: (path: string, count: number) => Promise<void>;
  /** Stops everything on the node, and restores its initial state. */
  readonly reset: () => Promise<void>;
  readonly close: () => void;
}

export type Fields = readonly (string | number)[];

export const CONFIG = "/run/health.conf";
/** A copy of the program, which tests may replace. */
export const PROGRAM = "/run/lib/health";
const TEMPLATES = join(packageRoot, "generators/health/templates");
const LOG = "/run/health.log";

const MOUNTS = `
ip link set lo up
echo 0 > /proc/sys/net/ipv6/conf/default/accept_dad
mount -t tmpfs none /run
mount -t tmpfs none /var/lib
`;

/** Some test machines lack dummy interfaces; a bridge without ports works, too. */
const SET_UP = `
for name in anycast0 health0; do
  ip link del $name 2> /dev/null || true
  ip link add $name type bridge
  ip link set $name up
done
find /run /var/lib -mindepth 1 -delete
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

/** Builds the lab with VIPs on the node. */
export async function openHealthLab(vips: readonly string[]): Promise<HealthLab> {
  const holder = spawn("unshare", ["-rnmp", "--fork", "--kill-child", "--mount-proc", "cat"], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  // It is root there only after unshare has executed its command.
  const init = await untilRuns(holder, "cat");
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
  const started: ChildProcess[] = [];
  const start = (program: string, args: readonly string[]): ChildProcess => {
    const child = spawn("nsenter", [...into, program, ...args], { stdio: ["ignore", "pipe", "pipe"] });
    started.push(child);
    return child;
  };
  const setUp = (): void => {
    must("env", [`TEMPLATES=${TEMPLATES}`, "sh", "-e"], SET_UP);
    must("ip", ["-batch", "-"], vips.map((vip) => `address add ${vip} dev anycast0 preferred_lft 0\n`).join(""));
  };
  must("sh", ["-e"], MOUNTS);
  setUp();
  const announced = (): string[] =>
    [...must("ip", ["-o", "address", "show", "dev", "health0", "scope", "global"]).matchAll(/inet6? ([0-9a-f.:]+)\//g)]
      .map((match) => match[1] ?? "")
      .sort();
  const write = (path: string, text: string): void => {
    must("sh", ["-c", 'cat > "$1"', "sh", path], text);
  };
  const log = (): string[] => must("cat", [LOG]).trimEnd().split("\n");
  const health = (...args: readonly string[]) => run(PROGRAM, args);
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
    start: async (records, lifetime) => {
      write(CONFIG, configText(records, lifetime));
      // The shell execs the program, so that a signal to nsenter's child reaches it.
      const program = start("sh", ["-c", 'exec "$1" run "$2" >> "$3" 2>&1', "sh", PROGRAM, CONFIG, LOG]);
      await untilRuns(program, "health");
      return program;
    },
    health,
    until: async (addresses) => {
      const wanted = JSON.stringify([...addresses].sort());
      const began = performance.now();
      let others = began;
      await until(async () => {
        const looked = performance.now();
        const seen = announced();
        const done = JSON.stringify(seen) === wanted;
        if (!done) others = looked;
        return { done, seen: done ? seen : { announced: seen, log: log() } };
      }, PATIENCE);
      return others - began;
    },
    log,
    untilSaid: async (line, times = 1) => {
      await until(async () => {
        const seen = log();
        return { done: seen.filter((each) => each === line).length >= times, seen };
      }, PATIENCE);
    },
    untilStatus: async (said) => {
      await until(async () => {
        const { output } = health("status");
        return { done: typeof said === "string" ? output.includes(said) : said.test(output), seen: output };
      }, PATIENCE);
    },
    untilLines: async (path, count) => {
      await until(async () => {
        const seen = run("cat", [path]).output.split("\n").length - 1;
        return { done: seen >= count, seen };
      }, PATIENCE);
    },
    reset: async () => {
      for (const child of started.splice(0)) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        signal(child, "SIGKILL");
        await ended(child);
      }
      setUp();
    },
    close: () => {
      holder.stdin?.end();
      holder.kill("SIGKILL");
    },
  };
}

/** A configuration with the usual header, a lifetime of three seconds, these records, and the end. */
export function configText(records: readonly Fields[], lifetime = 3): string {
  const all: Fields[] = [["health", 1], ["node", "lb1"], ["interface", "health0", lifetime], ...records, ["end"]];
  return all.map((fields) => `${fields.join("\t")}\n`).join("");
}

/** Sends a signal to the health daemon itself, not to the nsenter that started it. */
export function signal(program: ChildProcess, name: NodeJS.Signals): void {
  const [child] = childrenOf(program.pid);
  if (child === undefined) throw new Error("the program has ended");
  process.kill(child, name);
  // nsenter stops with its child, but does not continue with it.
  if (name === "SIGCONT") program.kill(name);
}

/** Resolves to its exit status. */
export async function ended(program: ChildProcess): Promise<number | null> {
  if (program.exitCode !== null || program.signalCode !== null) return program.exitCode;
  const [status] = (await once(program, "exit")) as [number | null];
  return status;
}

function childrenOf(pid: number | undefined): number[] {
  const text = readIfThere(`/proc/${pid}/task/${pid}/children`);
  return text === "" ? [] : text.split(" ").map(Number);
}

/** Waits until a process has a child that runs a program; resolves to its pid. */
async function untilRuns(parent: ChildProcess, name: string): Promise<string> {
  let child: number | undefined;
  await until(async () => {
    if (parent.exitCode !== null || parent.signalCode !== null) throw new Error(`${name} has ended`);
    [child] = childrenOf(parent.pid);
    const seen = child === undefined ? "no child" : nameOf(child);
    return { done: seen === name, seen };
  }, PATIENCE);
  return String(child);
}

function nameOf(pid: number): string {
  return readIfThere(`/proc/${pid}/comm`);
}

/** A process may end before it is read. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}

function failed(error: unknown): { status: number; output: string } {
  if (typeof error !== "object" || error === null) throw error;
  const { status, stdout, stderr } = error as { status?: unknown; stdout?: unknown; stderr?: unknown };
  if (typeof status !== "number") throw error;
  return { status, output: `${stdout}${stderr}` };
}
