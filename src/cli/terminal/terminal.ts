/** A stream that text is written to, and what it can show. */
export interface Terminal {
  readonly width: number;
  readonly color: boolean;
  /** Whether text is wrapped at the width: on a terminal, but not in a pipe, where a line is a unit. */
  readonly wrap: boolean;
}

/** Columns if there is no terminal: wide enough for most lines, narrow enough for logs. */
const WIDTH_OF_FILES = 120;

/** Columns of a terminal that does not report its own. */
const WIDTH_OF_TERMINALS = 80;

/** Capabilities of a stream. Colours go to terminals only, unless `NO_COLOR` (no-color.org) or `TERM=dumb` is set. */
export function terminalOf(stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): Terminal {
  const isTerminal = stream.isTTY === true;
  return { width: widthOf(stream), color: isTerminal && !isPlain(environment), wrap: isTerminal };
}

export function widthOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY === true ? stream.columns || WIDTH_OF_TERMINALS : WIDTH_OF_FILES;
}

/** Whether the environment forbids escape sequences. */
export function isPlain(environment: NodeJS.ProcessEnv): boolean {
  return Boolean(environment["NO_COLOR"]) || environment["TERM"] === "dumb";
}
