import { rawLines } from "./fleet/raw-lines.ts";
import type { Analysis } from "./pipeline.ts";
import type { CheckContext } from "./verdict/check-tree.ts";
import { heldFiles } from "./verdict/held-files.ts";

/** What `checkTree` has to know of a compilation beside its tree. */
export function checkContext({ fleet, prepared }: Pick<Analysis, "fleet" | "prepared">): CheckContext {
  return {
    judges: prepared.map(({ generator }) => generator),
    held: heldFiles(fleet),
    hasRawLines: fleet !== undefined && rawLines(fleet).length > 0,
  };
}
