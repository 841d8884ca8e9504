import type { Claim } from "../contract/claim.ts";

/** Something that nodes do after a change and did not before, or the other way round. */
export interface PromiseChange {
  readonly sign: "now" | "no longer" | "changed";
  readonly kind: Claim["kind"] | "hold";
  /** Who: names of nodes, sorted. */
  readonly nodes: readonly string[];
  /** Where: `192.0.2.10:443/tcp`. */
  readonly places: readonly string[];
  /** What: prefixes, host names, files. */
  readonly items: readonly string[];
  /** How and for whom. */
  readonly rest: string;
}
