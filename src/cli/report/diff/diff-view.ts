import type { ShowPath } from "../show-path.ts";
import type { ComparedWith } from "./compared-with.ts";

/** What people want to see of differences. */
export interface DiffView {
  readonly compared: ComparedWith;
  readonly showPath: ShowPath;
  /** Digest of the new tree. */
  readonly digest: string;
  readonly color: boolean;
  /** Only names of files, and numbers of lines. */
  readonly stat?: true;
  /** Only sentences. */
  readonly words?: true;
  /** Nothing is shortened. */
  readonly full?: true;
}
