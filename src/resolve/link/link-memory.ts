import type { Service } from "../../contract/fleet.ts";
import type { Tree } from "../../contract/tree.ts";
import type { Recorded } from "../../diagnostics/record.ts";
import type { LinkedSurroundings } from "./link-surroundings.ts";

/** A service as it was linked in some surroundings. */
export interface KeptService {
  readonly surroundings: LinkedSurroundings;
  readonly linked: Recorded<Service | undefined>;
  /** Contents of the files that it names. */
  readonly pages: ReadonlyMap<string, string>;
}

/** What linking a catalog leaves for the next time: what is still the same is not linked again, and stays the same object. */
export interface LinkMemory {
  /** With what they follow from. */
  surroundings: { readonly causes: readonly unknown[]; readonly linked: Recorded<LinkedSurroundings> } | undefined;
  /** Sound services by what is written. */
  readonly services: WeakMap<Tree, KeptService>;
}

export function newLinkMemory(): LinkMemory {
  return { surroundings: undefined, services: new WeakMap() };
}
