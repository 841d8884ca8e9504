import type { CheckSpec } from "../../src/contract/check-spec.ts";

/** How often something is asked, and how many answers change a verdict. Times in milliseconds. */
export type Rhythm = Pick<CheckSpec, "interval" | "timeout" | "rise" | "fall">;

/** A check as the health program knows it. */
export interface HealthCheck extends Rhythm {
  /** Unique on a node, and kept by what is asked: the program keeps verdicts by name. Its first part is ours, no user's. */
  readonly name: string;
  /** Kind of question and its arguments; see `templates/Health/Config.pm`. */
  readonly question: readonly [kind: string, ...args: (string | number)[]];
}

/** HAProxy's socket for commands. */
const ADMIN_SOCKET = "/run/haproxy/admin.sock";

/** A dead HAProxy is worth a question a second: all of the node's VIPs hang on it. */
const PROCESS: Rhythm = { interval: 1000, timeout: 1000, rise: 2, fall: 2 };

/** Asked of each VIP in each family. */
export const LISTENING: Rhythm = { interval: 3000, timeout: 1000, rise: 2, fall: 2 };

/** HAProxy's process answers. One for all VIPs of a node. */
export const PROCESS_CHECK: HealthCheck = { name: "haproxy", ...PROCESS, question: ["haproxy", ADMIN_SOCKET] };

/** HAProxy takes connections at one of its ports of an address. */
export function listeningCheck(address: string, ports: readonly number[]): HealthCheck {
  return { name: `listen:${address}`, ...LISTENING, question: ["tcp", address, ...ports] };
}

/** So many members of a service are up, in HAProxy's view. */
export function membersCheck(service: string, minimum: number, backends: readonly string[]): HealthCheck {
  return { name: `members:${service}`, ...LISTENING, question: ["members", ADMIN_SOCKET, minimum, ...backends] };
}
