import type { CodeEntry, Report } from "../contract/finding.ts";
import type { Fleet } from "../contract/fleet.ts";
import type { FleetIndexes } from "./fleet-indexes.ts";

/**
 * One thing that may be wrong with a fleet whose names all link. A rule sees the whole fleet, and stays linear
 * in the number of services: what it compares it looks up in an index.
 */
export interface Rule {
  /** Findings that it may report. */
  readonly codes: Readonly<Record<string, CodeEntry>>;
  /** It speaks of what is not there, so it is only asked where nothing was left out of the fleet for its faults. */
  readonly wholeFleet?: true;
  check(fleet: Fleet, report: Report, indexes: FleetIndexes): void;
}
