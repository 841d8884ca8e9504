import { type WipedLine, wipedLine } from "./wiped-line.ts";

/** A line on a terminal that says how far something has come; in a pipe or a file nothing is said. */
export function progressLine(stream: NodeJS.WriteStream): WipedLine {
  return wipedLine(stream, process.env);
}
