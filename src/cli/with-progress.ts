import { escapeControls } from "../diagnostics/escape-controls.ts";

/** Says what is being done while it is, on a terminal; in a pipe or a file nothing is said. */
export function withProgress<Result>(what: string, work: () => Result): Result {
  const { stderr } = process;
  if (stderr.isTTY !== true) return work();
  // Only what fits on one line can be wiped away again.
  stderr.write(`${escapeControls(what)} …`.slice(0, stderr.columns - 1));
  try {
    return work();
  } finally {
    stderr.write("\r\u001b[2K");
  }
}
