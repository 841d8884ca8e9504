import type { Span } from "../../contract/source.ts";
import type { ShowPath } from "./show-path.ts";

/** A place for machines: from 1, columns in UTF-16 units, the end exclusive; all null if there is no place. */
export interface FilePlace {
  readonly file: string | null;
  readonly line: number | null;
  readonly column: number | null;
  readonly endLine: number | null;
  readonly endColumn: number | null;
}

const NOWHERE: FilePlace = { file: null, line: null, column: null, endLine: null, endColumn: null };

/** Computes the place of a span. */
export function placeOf(span: Span | undefined, showPath: ShowPath): FilePlace {
  if (span === undefined) return NOWHERE;
  const start = span.source.position(span.start);
  const end = span.source.position(span.end);
  return {
    file: showPath(span.source),
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
  };
}

/** `file:line:column` of a place that was computed; a file name may contain control characters. */
export function formatFilePlace({ file, line, column }: FilePlace): string {
  return `${file}:${line}:${column}`;
}

/** `file:line:column`; a file name may contain control characters, so the caller escapes it. */
export function formatPlaceFor(span: Span, showPath: ShowPath): string {
  const { line, column } = span.source.position(span.start);
  return `${showPath(span.source)}:${line}:${column}`;
}
