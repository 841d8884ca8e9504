import { escapeControls } from "../diagnostics/escape-controls.ts";

const WIPE = "\r\u001b[2K";

/** A line on a terminal that says how far something has come; in a pipe or a file nothing is said. */
export function progressLine(stream: NodeJS.WriteStream): { show(text: string): void; clear(): void } {
  if (stream.isTTY !== true) return { show: () => {}, clear: () => {} };
  return {
    // Only what fits on one line can be wiped away again.
    show: (text) => stream.write(`${WIPE}${escapeControls(text).slice(0, stream.columns - 1)}`),
    clear: () => stream.write(WIPE),
  };
}
