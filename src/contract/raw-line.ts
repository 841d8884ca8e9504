import type { FindingSubject } from "./finding.ts";
import type { Tree } from "./tree.ts";

/** A line of the catalog that a daemon gets verbatim. */
export interface RawLine {
  readonly text: string;
  readonly at: Tree;
  /** Where the daemon gets it: `the global section`, `frontend https of www`. */
  readonly where: string;
  /** The service that it belongs to; absent for one of the fleet. */
  readonly subject?: FindingSubject;
  /** Why it may not be written, in the daemon's own terms; absent for a line that is fine. */
  readonly fault?: RawLineFault;
}

export type RawLineFault =
  /** It would begin another section, and the lines after it would belong to that. */
  | { readonly kind: "opens-section"; readonly section: string }
  /** Its first word is quoted, a variable or a condition: the daemon might read any keyword there. */
  | { readonly kind: "unclear" }
  /** It would make the daemon listen where no claim allows it. */
  | { readonly kind: "listens" }
  /** It would change what the daemon has read from a generated file. */
  | { readonly kind: "changes" };
