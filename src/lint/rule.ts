import type { CodeEntry, Report } from "../contract/finding.ts";
import type { Fleet } from "../contract/fleet.ts";

/**
 * One thing that may be wrong with a fleet whose names all link. A rule sees the whole fleet, so that it can index
 * what it compares and stay linear in the number of services.
 */
export interface Rule {
  /** Findings that it may report. */
  readonly codes: Readonly<Record<string, CodeEntry>>;
  /** It speaks of what is not there, so it is only asked where nothing was left out of the fleet for its faults. */
  readonly wholeFleet?: true;
  check(fleet: Fleet, report: Report): void;
}
