import type { Proof } from "../../src/prove/proof.ts";

const FAILED = { nodes: ["lb1"], asked: "route to 192.0.2.10 on core1", wanted: "a route", seen: "none" };

/** A proof that contains every optional part. */
export const PROOF: Proof = {
  services: [
    { service: "shop", answers: 4, refusals: 1, machines: ["web1"], broken: [{ service: "shop", ...FAILED }] },
  ],
  nodes: { answers: 5, refusals: 20 },
  others: [FAILED],
  silent: ["lb9"],
  rare: [],
  faults: [
    { fault: "BIRD dies on lb1", services: ["shop"], requests: 210, lost: 3, out: 0.05, back: 5.25, broken: [] },
    { fault: "node lb1 is gone", services: ["shop"], requests: 12, lost: 9, broken: [FAILED] },
  ],
  compared: { daemons: 5, nodes: 13, absent: 0, facts: 1234 },
  elapsed: 1.25,
};
