import { join } from "node:path";
import { fingerprintOf } from "../disk/survey.ts";
import { isUntouched } from "../manifest/last-tree.ts";
import type { Change, DiskSituation } from "./plan.ts";
import { reportHandEdited } from "./report-hand-edited.ts";

/** Files of the last build that still exist but are no longer wanted. Nothing else is ever deleted. */
export function planRemovals(wanted: ReadonlySet<string>, situation: DiskSituation): Change[] {
  const { shown, survey, last, force, report } = situation;
  const changes: Change[] = [];
  for (const [place, known] of last) {
    if (wanted.has(place)) continue;
    const obstacle = survey.obstacle(place);
    if (obstacle?.kind === "link" && !force) {
      report({
        code: "output/link-in-the-way",
        message: `${join(shown, place)} must be deleted, but ${join(shown, obstacle.place)} is a symbolic link`,
        help: "replace the link by a folder; --force does not touch what it leads to",
      });
    }
    if (obstacle !== undefined) continue;
    const found = survey.find(place);
    // A folder there contains other people's files: ours is already gone.
    if (found.kind === "absent" || found.kind === "folder") continue;
    if (!isUntouched(found, known) && !force) reportHandEdited(situation, place, "delete");
    else changes.push({ place, was: fingerprintOf(found) });
  }
  return changes;
}
