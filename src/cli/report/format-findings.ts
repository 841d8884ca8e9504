import { ALL_CODES } from "../../codes.ts";
import type { Finding } from "../../contract/finding.ts";
import { countByCode } from "./count-by-code.ts";
import type { Format } from "./formats.ts";
import type { ReportContext } from "./reporter.ts";
import { REPORTERS } from "./reporters.ts";
import { showPathFrom } from "./show-path.ts";

/** How findings are formatted: a format, and what its text depends on. */
export interface FindingsView extends Partial<ReportContext> {
  /** `pretty` is for people, and the default. */
  readonly format?: Format;
}

/** If nothing is known about the reader: paths in the catalog's folder, lines of any length, no colours. */
const PLAIN: ReportContext = { showPath: showPathFrom("/", "/"), codes: ALL_CODES, width: 120, color: false };

/** The text of findings, ended by a newline unless it is empty. For people, many findings end with numbers by code. */
export function formatFindings(
  findings: readonly Finding[],
  { format = "pretty", ...view }: FindingsView = {},
): string {
  const text = REPORTERS[format](findings, { ...PLAIN, ...view });
  const summary = format === "pretty" ? countByCode(findings) : "";
  return summary === "" ? text : `${text}\n${summary}`;
}
