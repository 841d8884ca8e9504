import { escapeControls } from "../diagnostics/escape-controls.ts";
import { EXIT } from "./exit-status.ts";

/** Prints what is wrong with the command line beyond its syntax, and ends the program with the status for it. */
export function fail(message: string, status: number = EXIT.failure): void {
  process.stderr.write(`intentlb: ${escapeControls(message)}\n`);
  process.exitCode = status;
}
