import type { Admit, Announce, Bind, Check, Claim, Serve } from "./claim.ts";

/** All generators' claims, by kind, in a stable order. */
export interface Claims {
  readonly all: readonly Claim[];
  readonly binds: readonly Bind[];
  readonly admits: readonly Admit[];
  readonly announces: readonly Announce[];
  readonly serves: readonly Serve[];
  readonly checks: readonly Check[];
}
