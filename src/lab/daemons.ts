import { LAB_DAEMONS } from "../../generators/lab-registry.ts";
import { LAB_PHASES, type LabDaemon, type LabFile } from "../contract/lab-daemon.ts";

/** All daemons that the lab can run, in the order in which a machine starts them. */
const DAEMONS: readonly LabDaemon[] = LAB_PHASES.flatMap((phase) =>
  LAB_DAEMONS.filter((daemon) => daemon.phase === phase),
);

/** The daemons that a machine with these files runs. */
export function daemonsOf(files: readonly LabFile[]): LabDaemon[] {
  return DAEMONS.filter((daemon) => daemon.runs(files));
}

/** The daemon of a generator; undefined if the lab does not run it and uses stubs instead. */
export function daemonNamed(generator: string): LabDaemon | undefined {
  return DAEMONS.find(({ name }) => name === generator);
}

/** Generators whose daemons must all run on a node for it to announce a VIP. */
export const ANNOUNCERS: readonly string[] = DAEMONS.filter(({ announces }) => announces).map(({ name }) => name);
