import { ALL_CODES } from "../codes.ts";
import type { Finding } from "../diagnostics/finding.ts";
import type { Format } from "./report/formats.ts";
import { REPORTERS } from "./report/reporters.ts";
import { showPathFrom } from "./report/show-path.ts";
import { terminalOf } from "./terminal.ts";

/** Writes findings about the catalog in a folder to a stream, as wide and colourful as the stream likes it. */
export function printFindings(
  findings: readonly Finding[],
  folder: string,
  format: Format,
  stream: NodeJS.WriteStream,
): void {
  const showPath = showPathFrom(process.cwd(), folder);
  stream.write(REPORTERS[format](findings, { showPath, codes: ALL_CODES, ...terminalOf(stream, process.env) }));
}
