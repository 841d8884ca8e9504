import type { Report } from "../../contract/finding.ts";
import type { Fingerprint, Survey } from "../disk/survey.ts";
import type { LastTree } from "../manifest/last-tree.ts";
import type { Content } from "../tree/content.ts";

/** A file that the output folder should contain. */
export interface WantedFile {
  readonly place: string;
  readonly mode: number;
  readonly content: Content;
}

/** A place whose content must change. */
export interface Change {
  readonly place: string;
  /** What exists there now. */
  readonly was: Fingerprint;
  /** Absent for a file to be deleted. */
  readonly wanted?: WantedFile;
}

export interface Plan {
  /** Removals first, the manifest last. */
  readonly changes: readonly Change[];
  readonly unchanged: readonly string[];
  /** Folders in place of wanted files, emptied by the removals; innermost first. */
  readonly vacate: readonly string[];
  /** Folders to create, outermost first. */
  readonly create: readonly string[];
  /** Folders that the removals may leave empty, innermost first. */
  readonly prune: readonly string[];
}

/** Input of the planning. */
export interface DiskSituation {
  /** The output folder's name in findings. */
  readonly shown: string;
  readonly survey: Survey;
  readonly last: LastTree;
  readonly force: boolean;
  readonly report: Report;
}
