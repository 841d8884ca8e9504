import { join } from "node:path";
import type { Report } from "../../contract/finding.ts";
import type { Fingerprint, Survey } from "../disk/survey.ts";
import type { LastTree } from "../manifest/last-tree.ts";
import type { Content } from "../tree/content.ts";
import { foldersOf } from "../tree/safe-path.ts";
import { planRemovals } from "./plan-removals.ts";
import { planWrites } from "./plan-writes.ts";

/** A file that is to stand in the output folder. */
export interface Wanted {
  readonly place: string;
  readonly mode: number;
  readonly content: Content;
}

/** A place that is not yet as it shall be. */
export interface Change {
  readonly place: string;
  /** What stands there now. */
  readonly was: Fingerprint;
  /** Absent for a file that is to go. */
  readonly wanted?: Wanted;
}

export interface Plan {
  /** Removals first, the manifest last. */
  readonly changes: readonly Change[];
  readonly unchanged: readonly string[];
  /** Folders that stand where a file is to stand, emptied by the removals; innermost first. */
  readonly vacate: readonly string[];
  /** Folders to make, outermost first. */
  readonly create: readonly string[];
  /** Folders that the removals may leave empty, innermost first. */
  readonly prune: readonly string[];
}

/** What planning looks at. */
export interface Situation {
  /** The output folder as findings name it. */
  readonly shown: string;
  readonly survey: Survey;
  readonly last: LastTree;
  readonly force: boolean;
  readonly report: Report;
}

/**
 * Compares what shall stand in the output folder with what does. Everything in the way is reported; a plan is good
 * only if nothing was.
 * @param wanted the manifest last
 */
export function planChanges(wanted: readonly Wanted[], situation: Situation): Plan {
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
    // A link that goes may lead to folders, which are not those that are wanted.
    create: [...folders].filter((folder) => survey.obstacle(folder) !== undefined || !survey.hasFolder(folder)).sort(),
    prune: [...emptied]
      .filter((folder) => !vacate.has(folder))
      .sort()
      .reverse(),
  };
}

/** Reports a file that was edited by hand and would be lost. */
export function reportHandEdited({ shown, report }: Situation, place: string, loss: "overwrite" | "delete"): void {
  report({
    code: "output/hand-edited",
    message: `${join(shown, place)} was edited by hand after the last build`,
    help: `move the change into the catalog, or build with --force to ${loss} the file`,
  });
}
