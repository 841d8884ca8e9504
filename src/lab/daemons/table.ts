import type { LabDaemon } from "../../contract/lab-daemon.ts";
import type { LabFile } from "../machines/lab-file.ts";
import { apache } from "./apache.ts";
import { bird } from "./bird.ts";
import { haproxy } from "./haproxy.ts";
import { health } from "./health.ts";
import { icinga2 } from "./icinga2.ts";
import { nftables } from "./nftables.ts";

/** All that the lab can run, in the order in which a machine starts them: the firewall first, whoever watches last. */
const DAEMONS: readonly LabDaemon[] = [nftables, apache, haproxy, bird, health, icinga2];

/** Those that a machine with these files runs. */
export function daemonsOf(files: readonly LabFile[]): LabDaemon[] {
  return DAEMONS.filter((daemon) => daemon.runs(files));
}

/** Whether the lab runs the daemon of a generator; servers stand in for others. */
export function isRun(generator: string): boolean {
  return DAEMONS.some(({ name }) => name === generator);
}
