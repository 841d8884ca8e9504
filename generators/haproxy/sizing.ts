import { maxConnections } from "./limits.ts";
import type { Listener } from "./listeners.ts";

/** Connections that frontends share which state no limit: about 35 kB of memory each. */
const UNSTATED = 50_000;

/** Most of these that one frontend gets: who floods it leaves the rest to the others. */
export const SINGLE = 40_000;

/** Connections to statistics, metrics and the health endpoint. */
export const STATISTICS = 1000;

/**
 * Most connections that one process can have at a time. Each takes two open files, and Linux lets a process have
 * 1,048,576 (`fs.nr_open`), of which listeners, checks and peers want some.
 */
export const MOST_CONNECTIONS = 520_000;

/**
 * `maxconn` of the process: every frontend can reach the limit that it states while another one is flooded. HAProxy derives the open
 * files that it needs from it (Configuration Manual 2.6, 3.1 "ulimit-n"), and does not start where it can't have them.
 */
export function processConnections(listeners: readonly Listener[]): number {
  return listeners.reduce((sum, listener) => sum + (maxConnections(listener) ?? 0), UNSTATED + STATISTICS);
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

/** Open files that the unit lets HAProxy have. */
export function openFiles(maxconn: number): number {
  return Math.max(USUAL_FILES, 2 * maxconn + SPARE_FILES);
}
