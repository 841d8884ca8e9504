import type { CheckSpec } from "../../src/contract/check-spec.ts";

/** How often a check runs, and how many results change its state. Times in milliseconds. */
export type Rhythm = Pick<CheckSpec, "interval" | "timeout" | "rise" | "fall">;

/** A check of the health daemon. */
export interface HealthCheck extends Rhythm {
  /** Unique on a node and stable, because the daemon keeps states by name. Its first part is never chosen by a user. */
  readonly name: string;
  /** Type of the check and its arguments; see `templates/Health/Config.pm`. */
  readonly question: readonly [kind: string, ...args: (string | number)[]];
}

/** HAProxy's socket for commands. */
const ADMIN_SOCKET = "/run/haproxy/admin.sock";

/** HAProxy is checked every second, because all of the node's VIPs depend on it. */
const PROCESS: Rhythm = { interval: 1000, timeout: 1000, rise: 2, fall: 2 };

/** Checks of each VIP in each family. */
export const LISTENING: Rhythm = { interval: 3000, timeout: 1000, rise: 2, fall: 2 };

/** HAProxy's process answers. One check for all VIPs of a node. */
export const PROCESS_CHECK: HealthCheck = { name: "haproxy", ...PROCESS, question: ["haproxy", ADMIN_SOCKET] };

/** HAProxy accepts connections on one of its ports of an address. */
export function listeningCheck(address: string, ports: readonly number[]): HealthCheck {
  return { name: `listen:${address}`, ...LISTENING, question: ["tcp", address, ...ports] };
}

/** Enough members of a service are up, according to HAProxy. */
export function membersCheck(service: string, minimum: number, backends: readonly string[]): HealthCheck {
  return { name: `members:${service}`, ...LISTENING, question: ["members", ADMIN_SOCKET, minimum, ...backends] };
}
