import { type WipedLine, wipedLine } from "./wiped-line.ts";

/** A progress line on a terminal; nothing is written to a pipe or a file. */
export function progressLine(stream: NodeJS.WriteStream): WipedLine {
  return wipedLine(stream, process.env);
}
