import { displayWidth } from "../../diagnostics/display-width.ts";

/** Columns that a word gets at least, however narrow the terminal. */
const LEAST = 16;

/**
 * Lines of a text with a label before it, wrapped between words; a word longer than a line stays whole. Further lines
 * are indented.
 * @param label Columns before the text on the first line.
 * @param indent Columns before all others.
 */
export function wrapText(text: string, width: number, label: number, indent: number): string {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  let room = Math.max(LEAST, width - label);
  for (const word of text.split(" ")) {
    const columns = [...word].reduce((sum, character) => sum + displayWidth(character), 0);
    if (used > 0 && used + 1 + columns > room) {
      lines.push(line);
      line = word;
      used = columns;
      room = Math.max(LEAST, width - indent);
    } else {
      line = used === 0 && line === "" ? word : `${line} ${word}`;
      used += columns + (used === 0 ? 0 : 1);
    }
  }
  return [...lines, line].join(`\n${" ".repeat(indent)}`);
}
