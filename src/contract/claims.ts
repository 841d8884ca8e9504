import type { Admit, Announce, Bind, Check, Serve } from "./claim.ts";

/** All generators' claims, by kind, in a stable order. */
export interface Claims {
  readonly binds: readonly Bind[];
  readonly admits: readonly Admit[];
  readonly announces: readonly Announce[];
  readonly serves: readonly Serve[];
  /** Worked out when first read: there are as many as of all others together, and only proofs ask for them. */
  readonly checks: readonly Check[];
}
