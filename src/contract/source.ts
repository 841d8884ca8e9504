/** A place in a file, in human terms: both from 1, columns in UTF-16 units as editors count them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Where a file comes from: the user, intentlb itself, or written by intentlb and not on this machine's disk. */
type SourceKind = "catalog" | "built-in" | "generated";

/**
 * A file of the catalog, or one that is read in the same way. Trees point into it by offset; lines and columns are
 * computed on demand, because a clean run never needs them.
 */
export class Source {
  /**
   * Path relative to the catalog's folder, with `/`; for built-in files their path in the package; for generated ones
   * `<node>:<path on the node>`.
   */
  readonly path: string;
  readonly text: string;
  /** Whether the file comes with intentlb rather than from the user. */
  readonly builtin: boolean;
  /** Whether intentlb has just written it: the places are in the output, not in the catalog. */
  readonly generated: boolean;
  #lineStarts: number[] | undefined;
  /** Stretches that are elsewhere in a later version of the file, by where they begin here. */
  readonly #moved = new Map<number, Moved>();
  #movedStarts: readonly number[] | undefined;

  constructor(path: string, text: string, kind: SourceKind = "catalog") {
    this.path = path;
    this.text = text;
    this.builtin = kind === "built-in";
    this.generated = kind === "generated";
  }

  /** A stretch of the file is elsewhere in a later version: whatever is in it is found there from now on. */
  move(start: number, end: number, to: Omit<Moved, "end">): void {
    this.#moved.set(start, { end, ...to });
    this.#movedStarts = undefined;
  }

  /** Where a place in this version of the file is in the latest one; undefined if that is this one. */
  latest(offset: number): Omit<Moved, "end"> | undefined {
    if (this.#moved.size === 0) return undefined;
    this.#movedStarts ??= [...this.#moved.keys()].sort((a, b) => a - b);
    const start = this.#movedStarts[lastUpTo(offset, this.#movedStarts)] ?? 0;
    const moved = this.#moved.get(start);
    return moved !== undefined && start <= offset && offset <= moved.end ? moved : undefined;
  }

  /** The line and column of an offset, in the latest version of the file. */
  position(offset: number): Position {
    const moved = this.latest(offset);
    if (moved !== undefined) return moved.source.position(offset + moved.delta);
    const starts = this.lineStarts();
    const index = lastUpTo(offset, starts);
    return { line: index + 1, column: offset - (starts[index] ?? 0) + 1 };
  }

  /** Text of a line (from 1) without its end; empty past the end of the file. */
  line(number: number): string {
    const starts = this.lineStarts();
    const start = starts[number - 1];
    if (start === undefined) return "";
    const end = starts[number] ?? this.text.length;
    return this.text.slice(start, end).replace(/[\r\n]+$/, "");
  }

  /** Offset at which a line (from 1) begins; the end of the text past the last one. */
  offset(line: number): number {
    return this.lineStarts()[line - 1] ?? this.text.length;
  }

  private lineStarts(): number[] {
    if (this.#lineStarts === undefined) {
      const starts = [0];
      for (let at = this.text.indexOf("\n"); at !== -1; at = this.text.indexOf("\n", at + 1)) starts.push(at + 1);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }
}

/** Index of the last start that is not behind an offset; 0 if all are. */
function lastUpTo(offset: number, starts: readonly number[]): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where a stretch of a file is in a later version. */
interface Moved {
  /** Offset of its end in the earlier version. */
  readonly end: number;
  readonly source: Source;
  /** What is added to its offsets. */
  readonly delta: number;
}

/**
 * A span in the latest version of its file. Values that did not change keep the offsets of the version that they were first read
 * from, so spans can only be compared once all are current.
 */
export function current<Where extends Span>(span: Where): Where {
  const moved = span.source.latest(span.start);
  if (moved === undefined) return span;
  return { ...span, source: moved.source, start: span.start + moved.delta, end: span.end + moved.delta };
}

/** A stretch of a file: offsets in UTF-16 units, `end` exclusive. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** `file:line:column`, with the path that `distinctPath` gives. */
export function formatPlace(span: Span): string {
  const { line, column } = span.source.position(span.start);
  return `${distinctPath(span.source)}:${line}:${column}`;
}

const BUILT_IN = "<built-in>/";

/**
 * Path of a source that no other source has: files that come with intentlb begin with `<built-in>/`. A catalog may have a
 * folder of that name, whose files begin with `./`.
 */
export function distinctPath({ path, builtin }: Source): string {
  return builtin ? `${BUILT_IN}${path}` : distinctFromBuiltIn(path);
}

/** A path that a user gave a file, told apart from those of files that come with intentlb. */
export function distinctFromBuiltIn(path: string): string {
  return path.startsWith(BUILT_IN) ? `./${path}` : path;
}
