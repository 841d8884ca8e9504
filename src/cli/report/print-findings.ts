import { folderOfCatalog } from "../../catalog/read/folder-of-catalog.ts";
import type { Finding } from "../../contract/finding.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { formatFindings } from "./format-findings.ts";
import type { Format } from "./formats.ts";
import { showPathFrom } from "./show-path.ts";

/** Writes findings about a catalog to a stream, with the width and colours that the stream supports. */
export function printFindings(
  findings: readonly Finding[],
  catalog: string,
  format: Format,
  stream: NodeJS.WriteStream,
): void {
  const showPath = showPathFrom(process.cwd(), folderOfCatalog(catalog));
  stream.write(formatFindings(findings, { format, showPath, ...terminalOf(stream, process.env) }));
}
