/** `lb1, lb2 and 14 more`. */
export function shorten(names: readonly string[], most: number): string {
  // One name is not longer than the words that would replace it.
  if (names.length <= most + 1) return names.join(", ");
  return `${names.slice(0, most).join(", ")} and ${names.length - most} more`;
}

/** Characters of a line that are shown. */
const MOST_CHARACTERS = 150;

/** A line of a file to be shown, with its end cut off unless it is wanted in full. */
export function cutLine(line: string, full: boolean): string {
  const text = line.replaceAll("\t", "    ");
  return full || text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)} …`;
}
