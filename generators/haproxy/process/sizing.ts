import { oncePer } from "../../../src/fleet/once-per.ts";
import type { FrontendSection } from "../frontend/frontend-sections.ts";
import { maxConnections } from "../frontend/limits.ts";

/** Connections that frontends without a limit share, by default: about 35 kB of memory each. */
const UNSTATED = 50_000;

/** How much of these one frontend gets, so that a flood at one leaves the rest to the others. */
const SINGLE_SHARE = 0.8;

/** Connections to statistics, metrics and the health endpoint: this many, and at most this share of all. */
const STATISTICS = 1000;
const STATISTICS_SHARE = 0.1;

/**
 * Most connections that one process can have at once. Each takes two open files, and Linux allows a process 1,048,576
 * (`fs.nr_open`), some of which listeners, checks and peers need.
 */
export const MOST_CONNECTIONS = 520_000;

/** How many connections a load balancer accepts at once, and how they are divided. */
export interface Sizes {
  /**
   * Of the process. HAProxy derives the number of open files from it (Configuration Manual 2.6, 3.1 "ulimit-n"), and
   * does not start if it cannot have that many.
   */
  readonly maxconn: number;
  /** Sum of the frontends' own limits. */
  readonly stated: number;
  /** For each frontend without a limit; less than 1 if nothing is left. */
  readonly single: number;
  readonly statistics: number;
}

const statedBy = oncePer((section: FrontendSection) => maxConnections(section) ?? 0);

/** Every frontend can reach its own limit while another one is flooded; the others share the rest of `maxconn`. */
export function sizesOf(frontends: readonly FrontendSection[], maxconn: number | undefined): Sizes {
  const stated = frontends.reduce((sum, section) => sum + statedBy(section), 0);
  const statistics = Math.min(STATISTICS, Math.floor((maxconn ?? Number.POSITIVE_INFINITY) * STATISTICS_SHARE));
  const shared = maxconn === undefined ? UNSTATED : maxconn - stated - statistics;
  return {
    maxconn: maxconn ?? stated + UNSTATED + STATISTICS,
    stated,
    single: Math.floor(shared * SINGLE_SHARE),
    statistics,
  };
}

/** Linux's default on machines with 4 GB and more. */
const USUAL_ENTRIES = 262_144;

/** Conntrack entries that a load balancer may need: two per connection, and as many for connections that have just ended. */
export function conntrackEntries(maxconn: number): number {
  return Math.max(USUAL_ENTRIES, 4 * maxconn);
}

/** Open files that systemd allows a service by default (systemd-system.conf(5), `DefaultLimitNOFILE`). */
const USUAL_FILES = 524_288;

/** For listeners, checks, peers, logs and idle connections to members. */
const SPARE_FILES = 8192;

/** Open files that the unit must allow HAProxy; undefined if systemd's own limit is enough. */
export function openFiles(maxconn: number): number | undefined {
  const needed = 2 * maxconn + SPARE_FILES;
  return needed > USUAL_FILES ? needed : undefined;
}
