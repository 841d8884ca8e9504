import { join } from "node:path";
import type { DiskSituation } from "./plan.ts";

/** Reports a file that was edited by hand and would be lost. */
export function reportHandEdited({ shown, report }: DiskSituation, place: string, loss: "overwrite" | "delete"): void {
  report({
    code: "output/hand-edited",
    message: `${join(shown, place)} was edited by hand after the last build`,
    help: `move the change into the catalog, or build with --force to ${loss} the file`,
  });
}
