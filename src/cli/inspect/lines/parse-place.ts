/** A line of a file, as people and programs write it. */
export interface PlaceText {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units; absent if only the line was given. */
  readonly column?: number;
}

/**
 * The places that a text can mean, `FILE:LINE` or `FILE:LINE:COLUMN`: more than one if the file's name may itself end in
 * a colon and a number. Empty if it is not a place.
 */
export function parsePlace(text: string): PlaceText[] {
  const withColumn = /^(.+):(\d{1,9}):(\d{1,9})$/s.exec(text);
  const withLine = /^(.+):(\d{1,9})$/s.exec(text);
  const places: PlaceText[] = [];
  if (withColumn !== null) {
    const [, file = "", line, column] = withColumn;
    places.push({ file, line: Number(line), column: Number(column) });
  }
  if (withLine !== null) places.push({ file: withLine[1] ?? "", line: Number(withLine[2]) });
  return places;
}
