import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { labFolders } from "../lab-folder.ts";
import { identify, isRunning, type ProcessIdentity } from "./process-identity.ts";

const MACHINES = "machines.json";

/** Records the first process of each machine, so that users can enter the lab from another terminal. */
export function rememberMachines(folder: string, pids: ReadonlyMap<string, number>): void {
  const machines = [...pids].flatMap(([name, pid]) => {
    const identity = identify(pid);
    return identity === undefined ? [] : [[name, identity] as const];
  });
  const draft = join(folder, `${MACHINES}.new`);
  writeFileSync(draft, JSON.stringify(Object.fromEntries(machines)));
  renameSync(draft, join(folder, MACHINES));
}

/** The machines that run in the labs below a runtime folder, by name. If two labs have the same name, the later one wins. */
export function runningMachines(runtime: string): Map<string, ProcessIdentity> {
  const labs = labFolders(runtime)
    .filter(({ prover }) => isRunning(prover))
    .sort((a, b) => Number(a.prover.started) - Number(b.prover.started));
  return new Map(labs.flatMap(({ folder }) => recallMachines(folder).filter(([, identity]) => isRunning(identity))));
}

function recallMachines(folder: string): [name: string, identity: ProcessIdentity][] {
  try {
    const machines: Record<string, ProcessIdentity> = JSON.parse(readFileSync(join(folder, MACHINES), "utf8"));
    return Object.entries(machines);
  } catch {
    // It is about to start, or has just ended.
    return [];
  }
}
