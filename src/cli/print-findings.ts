import { folderOfCatalog } from "../catalog/folder-of-catalog.ts";
import { ALL_CODES } from "../codes.ts";
import type { Finding } from "../diagnostics/finding.ts";
import { countByCode } from "./report/count-by-code.ts";
import type { Format } from "./report/formats.ts";
import { REPORTERS } from "./report/reporters.ts";
import { showPathFrom } from "./report/show-path.ts";
import { terminalOf } from "./terminal.ts";

/** Writes findings about a catalog to a stream, as wide and colourful as the stream likes it. */
export function printFindings(
  findings: readonly Finding[],
  catalog: string,
  format: Format,
  stream: NodeJS.WriteStream,
): void {
  const showPath = showPathFrom(process.cwd(), folderOfCatalog(catalog));
  stream.write(REPORTERS[format](findings, { showPath, codes: ALL_CODES, ...terminalOf(stream, process.env) }));
  const summary = format === "pretty" ? countByCode(findings) : "";
  if (summary !== "") stream.write(`\n${summary}`);
}
