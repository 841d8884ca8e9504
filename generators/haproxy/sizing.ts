import { maxConnections } from "./limits.ts";
import type { Listener } from "./listeners.ts";

/** Connections of a load balancer beside what frontends state for themselves: about 35 kB of memory each. */
const UNSTATED = 50_000;

/**
 * Most connections that one process can have at a time. Each takes two open files, and Linux lets a process have
 * 1,048,576 (`fs.nr_open`), of which listeners, checks and peers want some.
 */
export const MOST_CONNECTIONS = 520_000;

/**
 * `maxconn` of the process: every frontend can reach its own limit while the others are busy. HAProxy derives the open
 * files that it needs from it (Configuration Manual 2.6, 3.1 "ulimit-n"), and does not start where it can't have them.
 */
export function processConnections(listeners: readonly Listener[]): number {
  return listeners.reduce((sum, listener) => sum + (maxConnections(listener) ?? 0), UNSTATED);
}
