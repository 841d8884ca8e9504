import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../../src/lab/until.ts";
import { PATIENCE } from "../../support/patience.ts";

/** A lab whose machines were all started, read from its folder. */
export interface SeenLab {
  readonly runtime: string;
  /** Process that runs `prove`. */
  readonly prover: number;
  /** Network namespaces of its machines. */
  readonly namespaces: readonly string[];
}

/** Waits until a lab runs below a runtime folder. */
export async function untilLabRuns(runtime: string): Promise<SeenLab> {
  let namespaces: string[] = [];
  await until(async () => {
    const [folder = ""] = listFolder(runtime);
    namespaces = machinesOf(join(runtime, folder)).flatMap(namespaceOf);
    return { done: namespaces.length > 0, seen: folder };
  }, PATIENCE);
  const [folder = ""] = listFolder(runtime);
  return { runtime, prover: Number(folder.split("-")[1]), namespaces };
}

/** Waits until nothing is left of a lab: no process in its namespaces or with its folder in the command line, no mount, no file. */
export async function untilNothingIsLeft({ runtime, namespaces }: SeenLab): Promise<void> {
  await until(async () => {
    const processes = listFolder("/proc")
      .filter((name) => /^\d+$/.test(name))
      .filter(
        (pid) => namespaces.some((each) => namespaceOf(Number(pid)).includes(each)) || commandOf(pid).includes(runtime),
      );
    const mounts = readFileSync("/proc/self/mountinfo", "utf8")
      .split("\n")
      .filter((line) => line.includes(runtime));
    const seen = { processes: processes.map(commandOf), mounts, files: listFolder(runtime) };
    return { done: Object.values(seen).every((each) => each.length === 0), seen };
  }, PATIENCE);
}

function machinesOf(folder: string): number[] {
  try {
    const machines: Record<string, { pid: number }> = JSON.parse(readFileSync(join(folder, "machines.json"), "utf8"));
    return Object.values(machines).map(({ pid }) => pid);
  } catch {
    return [];
  }
}

function namespaceOf(pid: number): string[] {
  try {
    return [readlinkSync(`/proc/${pid}/ns/net`)];
  } catch {
    return [];
  }
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
