/** A stream that text is written to, and what it can show. */
export interface Terminal {
  readonly width: number;
  readonly color: boolean;
}

/** Columns where there is no terminal to ask: wide enough for most lines, narrow enough for logs. */
const WIDTH_OF_FILES = 120;

/** What a stream can show. Colours go to terminals only, and not where `NO_COLOR` (no-color.org) or `TERM=dumb` says no. */
export function terminalOf(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Terminal {
  const color = stream.isTTY === true && !environment["NO_COLOR"] && environment["TERM"] !== "dumb";
  return { width: stream.columns ?? WIDTH_OF_FILES, color };
}
