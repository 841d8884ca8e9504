import type { Backend } from "../../../src/contract/fleet.ts";

/** `hash-type consistent` moves few clients when a member goes, and lets members come at run time. */
const ALGORITHMS: Readonly<Record<Backend["algorithm"], readonly string[]>> = {
  "round-robin": ["balance roundrobin"],
  "least-connections": ["balance leastconn"],
  source: ["balance source", "hash-type consistent"],
  uri: ["balance uri", "hash-type consistent"],
  first: ["balance first"],
  random: ["balance random"],
};

/** How load is spread (Configuration Manual 2.6, 4.2 "balance"). */
export function balanceLines(backend: Backend): readonly string[] {
  return ALGORITHMS[backend.algorithm];
}
