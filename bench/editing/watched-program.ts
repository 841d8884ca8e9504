import { type ChildProcessByStdio, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { packageRoot } from "../../src/package-root.ts";

/** The last line of an answer of `lint`. */
export const END_OF_LINT =
  /(?:^|\n)(?:\d+ services?, \d+ nodes?: )?(?:no findings|(?:\d+ (?:error|warning|notice)s?(?:, )?)+)\n$/;

/** Milliseconds after which an answer is late. */
const LATE = 30_000;

/** A command that runs with `--watch`, and its answers on standard output. */
export class WatchedProgram {
  readonly #end: RegExp;
  readonly #program: ChildProcessByStdio<null, Readable, null>;
  #text = "";
  #told: (() => void) | undefined;

  /** @param end the last line of an answer */
  constructor(args: readonly string[], end: RegExp) {
    this.#end = end;
    const program = join(packageRoot, "dist/src/cli/main.js");
    this.#program = spawn(process.execPath, [program, ...args, "--watch"], { stdio: ["ignore", "pipe", "ignore"] });
    this.#program.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      this.#text += chunk;
      if (this.#end.test(this.#text)) this.#told?.();
    });
  }

  /** The next answer, without its last line. */
  async answer(): Promise<string> {
    if (!this.#end.test(this.#text)) {
      await new Promise<void>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`no answer after ${LATE} ms: ${this.#text}`)), LATE);
        this.#told = () => {
          clearTimeout(late);
          resolve();
        };
      });
    }
    this.#told = undefined;
    const text = this.#text;
    this.#text = "";
    return text.replace(this.#end, "\n").replace(/^\n+/, "").replace(/\n+$/, "\n");
  }

  /** Resident memory now and at most, in megabytes. */
  memory(): { readonly now: number; readonly most: number } {
    const status = readFileSync(`/proc/${this.#program.pid}/status`, "utf8");
    const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
    return { now: kilobytes("VmRSS") / 1024, most: kilobytes("VmHWM") / 1024 };
  }

  stop(): void {
    this.#program.kill();
  }
}
