import type { Analysis } from "../../pipeline.ts";
import type { ShowPath } from "../report/show-path.ts";

/** What `explain` answers. */
export interface Answer {
  /** For programs: `schemas/explain.schema.json`. */
  readonly json: unknown;
  /** For people. Names are not yet escaped. */
  readonly lines: readonly string[];
}

/** What every answer depends on. */
export interface Asked<Known extends Analysis = Analysis> {
  readonly analysis: Known;
  /** The catalog, as the user wrote it. */
  readonly catalog: string;
  readonly showPath: ShowPath;
  /** Whether nothing is shortened. */
  readonly full: boolean;
}
