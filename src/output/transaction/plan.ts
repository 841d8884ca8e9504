import type { Report } from "../../contract/finding.ts";
import type { Fingerprint, Survey } from "../disk/survey.ts";
import type { LastTree } from "../manifest/last-tree.ts";
import type { Content } from "../tree/content.ts";

/** A file that is to stand in the output folder. */
export interface WantedFile {
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
  readonly wanted?: WantedFile;
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
export interface DiskSituation {
  /** The output folder as findings name it. */
  readonly shown: string;
  readonly survey: Survey;
  readonly last: LastTree;
  readonly force: boolean;
  readonly report: Report;
}
