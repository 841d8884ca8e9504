import { displayWidth } from "../../diagnostics/display-width.ts";
import { escapeControls } from "../../diagnostics/escape-controls.ts";
import { isPlain, widthOf } from "./terminal.ts";

/** A line on a terminal that can be removed and rewritten. */
export interface WipedLine {
  show(text: string): void;
  clear(): void;
}

/**
 * A progress line. On a terminal without escape sequences it is blanked with spaces; a dumb terminal, a pipe and a file
 * get nothing.
 */
export function wipedLine(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): WipedLine {
  if (stream.isTTY !== true || environment["TERM"] === "dumb") return { show: () => {}, clear: () => {} };
  const room = widthOf(stream) - 1;
  let shown = 0;
  const wipe = () => (isPlain(environment) ? `\r${" ".repeat(shown)}\r` : "\r\u001b[2K");
  return {
    show(text) {
      const line = cutTo(escapeControls(text), room);
      stream.write(`${shown === 0 ? "" : wipe()}${line}`);
      shown = columnsOf(line);
    },
    clear() {
      if (shown > 0) stream.write(wipe());
      shown = 0;
    },
  };
}

/** Only what fits on one line can be wiped. */
function cutTo(text: string, room: number): string {
  let line = "";
  let used = 0;
  for (const character of text) {
    used += displayWidth(character);
    if (used > room) break;
    line += character;
  }
  return line;
}

function columnsOf(text: string): number {
  return [...text].reduce((sum, character) => sum + displayWidth(character), 0);
}
