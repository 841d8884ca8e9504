import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { OutputFile } from "../../../../src/contract/block.ts";
import { spawnHost } from "../../../../test/support/live/spawn-host.ts";

/** Output and exit code of a program; null if a signal ended it. */
export interface Ended {
  readonly code: number | null;
  readonly text: string;
}

/** A running loader. */
export interface Loader {
  readonly pid: number;
  /** Resolves once it prints that the rules are loaded. */
  readonly loaded: Promise<void>;
  readonly ended: Promise<Ended>;
}

/**
 * A machine with its own firewall, `/etc`, `/run` and `/usr/local/sbin`, that ends with this process. It
 * has neither `/etc/protocols` nor `/etc/services`, like minimal images.
 */
export interface Machine {
  /** Runs intentlb-firewall. */
  readonly firewall: (...args: string[]) => Ended;
  /** Starts it as a terminal would, in its own process group. */
  readonly start: (...args: string[]) => Promise<Loader>;
  readonly run: (program: string, ...args: string[]) => Ended;
  /** Replaces the file of the rules. */
  readonly ship: (rules: string) => void;
  readonly close: () => void;
}

/** @param program the emitted file, which is put where it belongs */
export async function openMachine(program: OutputFile): Promise<Machine> {
  const root = mkdtempSync(join(tmpdir(), "intentlb-firewall-"));
  const etc = join(root, "etc");
  const programs = join(root, "sbin");
  for (const folder of [join(etc, "nftables.d"), programs]) mkdirSync(folder, { recursive: true });
  const lines = program.blocks.flatMap((block) => block.lines.map((line) => `${line}\n`));
  writeFileSync(join(programs, basename(program.path)), lines.join(""), { mode: program.mode });
  // Debian's path to awk.
  mkdirSync(join(etc, "alternatives"));
  symlinkSync(realpathSync("/usr/bin/awk"), join(etc, "alternatives/awk"));
  const holder = await spawnHost("unshare", "-rnm");
  const inside = ["--preserve-credentials", "-U", "-n", "-m", "-t", String(holder.pid)];
  const run = (command: string, ...args: string[]): Ended => {
    const { status, stdout, stderr } = spawnSync("nsenter", [...inside, command, ...args], { encoding: "utf8" });
    return { code: status, text: stdout + stderr };
  };
  for (const args of [
    ["-t", "tmpfs", "tmpfs", "/run"],
    ["--bind", programs, "/usr/local/sbin"],
    ["--bind", etc, "/etc"],
  ]) {
    const { code, text } = run("mount", ...args);
    if (code !== 0) throw new Error(text);
  }
  return {
    run,
    firewall: (...args) => run(`/${program.path}`, ...args),
    start: (...args) => startLoader("nsenter", [...inside, `/${program.path}`, ...args]),
    ship: (rules) => writeFileSync(join(etc, "nftables.d/intentlb.nft"), rules),
    close: () => {
      holder.kill("SIGKILL");
      rmSync(root, { recursive: true, force: true });
    },
  };
}

async function startLoader(command: string, args: readonly string[]): Promise<Loader> {
  const child: ChildProcess = spawn(command, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  await once(child, "spawn");
  if (child.pid === undefined) throw new Error("the program did not start");
  let text = "";
  let tell: () => void = () => undefined;
  const loaded = new Promise<void>((resolve) => {
    tell = resolve;
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (said: string) => {
      text += said;
      if (text.includes("loaded;")) tell();
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => resolve({ code, text }));
  });
  return { pid: child.pid, loaded, ended };
}
