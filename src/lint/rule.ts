import type { CodeEntry, Report } from "../contract/finding.ts";
import type { Fleet } from "../contract/fleet.ts";
import type { FleetIndexes } from "./fleet-indexes.ts";

/**
 * One kind of mistake in a fleet whose names all link. A rule sees the whole fleet, and stays linear in the number of
 * services: for comparisons it uses an index.
 */
export interface Rule {
  /** Findings that it may report. */
  readonly codes: Readonly<Record<string, CodeEntry>>;
  /** It reports that something is missing, so it only runs if nothing was left out of the fleet because of errors. */
  readonly wholeFleet?: true;
  check(fleet: Fleet, report: Report, indexes: FleetIndexes): void;
}
