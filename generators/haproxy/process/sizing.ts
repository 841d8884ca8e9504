import type { FrontendSection } from "../frontend/frontend-sections.ts";
import { maxConnections } from "../frontend/limits.ts";

/** Connections that frontends share which state no limit, where the catalog does not say how many: about 35 kB of memory each. */
const UNSTATED = 50_000;

/** How much of these one frontend gets: who floods it leaves the rest to the others. */
const SINGLE_SHARE = 0.8;

/** Connections to statistics, metrics and the health endpoint: so many, and at most this part of all. */
const STATISTICS = 1000;
const STATISTICS_SHARE = 0.1;

/**
 * Most connections that one process can have at a time. Each takes two open files, and Linux lets a process have
 * 1,048,576 (`fs.nr_open`), of which listeners, checks and peers want some.
 */
export const MOST_CONNECTIONS = 520_000;

/** How many connections a load balancer takes at a time, and who gets them. */
export interface Sizes {
  /**
   * Of the process. HAProxy derives the open files that it needs from it (Configuration Manual 2.6, 3.1 "ulimit-n"), and does not
   * start where it can't have them.
   */
  readonly maxconn: number;
  /** What frontends state for themselves. */
  readonly stated: number;
  /** For each frontend that states none; less than 1 where nothing is left. */
  readonly single: number;
  readonly statistics: number;
}

/** Every frontend can reach the limit that it states while another one is flooded; the others share what is left of `maxconn`. */
export function sizesOf(frontends: readonly FrontendSection[], maxconn: number | undefined): Sizes {
  const stated = frontends.reduce((sum, section) => sum + (maxConnections(section) ?? 0), 0);
  const statistics = Math.min(STATISTICS, Math.floor((maxconn ?? Number.POSITIVE_INFINITY) * STATISTICS_SHARE));
  const shared = maxconn === undefined ? UNSTATED : maxconn - stated - statistics;
  return {
    maxconn: maxconn ?? stated + UNSTATED + STATISTICS,
    stated,
    single: Math.floor(shared * SINGLE_SHARE),
    statistics,
  };
}

/** What Linux takes by itself on machines with 4 GB and more. */
const USUAL_ENTRIES = 262_144;

/** Entries of conntrack that a load balancer may need: two per connection, and as many of connections that have just ended. */
export function conntrackEntries(maxconn: number): number {
  return Math.max(USUAL_ENTRIES, 4 * maxconn);
}

/** Open files that systemd lets a service have where nothing is said (systemd-system.conf(5), `DefaultLimitNOFILE`). */
const USUAL_FILES = 524_288;

/** For listeners, checks, peers, logs and idle connections to members. */
const SPARE_FILES = 8192;

/** Open files that the unit has to let HAProxy have; undefined where systemd's own limit is enough. */
export function openFiles(maxconn: number): number | undefined {
  const needed = 2 * maxconn + SPARE_FILES;
  return needed > USUAL_FILES ? needed : undefined;
}
