import type { CodeEntry, Finding } from "../../contract/finding.ts";
import type { ShowPath } from "./show-path.ts";

/** What a reporter needs to know about its environment. */
export interface ReportContext {
  readonly showPath: ShowPath;
  /** All codes that may occur, for formats that explain them. */
  readonly codes: Readonly<Record<string, CodeEntry>>;
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: boolean;
  /** Whether text is wrapped at the width. */
  readonly wrap?: boolean;
}

/** Turns findings into the whole text of a format, with a newline at the end unless it is empty. */
export type Reporter = (findings: readonly Finding[], context: ReportContext) => string;
