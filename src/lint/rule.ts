import type { CodeEntry, Report } from "../contract/finding.ts";
import type { Fleet } from "../contract/fleet.ts";
import type { LoneService, Surroundings } from "../contract/lone-service.ts";
import type { FleetIndexes } from "./fleet-indexes.ts";

/** One kind of mistake in a fleet whose names all link. A rule has one of the two functions, or both. */
export interface Rule {
  /** Findings that it may report. */
  readonly codes: Readonly<Record<string, CodeEntry>>;
  /** It reports that something is missing, so it only runs if nothing was left out of the fleet because of errors. */
  readonly wholeFleet?: true;
  /**
   * Findings about one service, which follow from it and from what it names (nodes, networks, certificates, profiles),
   * never from other services: as long as these are the same, so are its findings.
   */
  readonly checkService?: (service: LoneService, report: Report, fleet: Surroundings) => void;
  /**
   * Findings that take several services, or are about nodes, networks, VIPs or the fleet itself. It stays linear in the
   * number of services: for comparisons it uses an index.
   */
  readonly checkFleet?: (fleet: Fleet, report: Report, indexes: FleetIndexes) => void;
}
