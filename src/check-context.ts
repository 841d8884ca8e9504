import type { Analysis } from "./pipeline.ts";
import type { CheckContext } from "./verdict/check-tree.ts";
import { heldFiles } from "./verdict/held-files.ts";

/** What `checkTree` has to know of a compilation beside its tree. */
export function checkContext({ fleet, prepared }: Pick<Analysis, "fleet" | "prepared">): CheckContext {
  return {
    judges: prepared.map(({ generator }) => generator),
    held: heldFiles(fleet),
    hasRawLines: prepared.some(({ generator, input }) => (generator.rawLines?.(input.fleet) ?? []).length > 0),
  };
}
