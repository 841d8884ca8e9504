import { folderOfCatalog } from "../../catalog/read/folder-of-catalog.ts";
import { ALL_CODES } from "../../codes.ts";
import type { Finding } from "../../contract/finding.ts";
import { terminalOf } from "../terminal/terminal.ts";
import { countByCode } from "./count-by-code.ts";
import type { Format } from "./formats.ts";
import { REPORTERS } from "./reporters.ts";
import { showPathFrom } from "./show-path.ts";

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
