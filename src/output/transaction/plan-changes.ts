import { foldersOf } from "../tree/safe-path.ts";
import type { DiskSituation, Plan, WantedFile } from "./plan.ts";
import { planRemovals } from "./plan-removals.ts";
import { planWrites } from "./plan-writes.ts";

/**
 * Compares the wanted content of the output folder with the existing one. Everything in the way is reported; a plan is
 * only valid if nothing was.
 * @param wanted the manifest last
 */
export function planChanges(wanted: readonly WantedFile[], situation: DiskSituation): Plan {
  const removals = planRemovals(new Set(wanted.map(({ place }) => place)), situation);
  const going = new Set(removals.map(({ place }) => place));
  const { writes, unchanged, vacate } = planWrites(wanted, going, situation);
  const { survey } = situation;
  const emptied = new Set(removals.flatMap(({ place }) => foldersOf(place)));
  const folders = new Set(writes.flatMap(({ place }) => foldersOf(place)));
  return {
    changes: [...removals, ...writes],
    unchanged,
    vacate: [...vacate].sort().reverse(),
    // A link to be removed may lead to folders, which are not the wanted ones.
    create: [...folders].filter((folder) => survey.obstacle(folder) !== undefined || !survey.hasFolder(folder)).sort(),
    prune: [...emptied]
      .filter((folder) => !vacate.has(folder))
      .sort()
      .reverse(),
  };
}
