import { compareText } from "../contract/compare-text.ts";
import type { Note } from "../contract/finding.ts";
import { distinctPath, type Span } from "../contract/source.ts";
import type { GeneratedLine } from "./generated-places.ts";

/** Places that a finding shows; a frontend that many services share has many causes. */
const SHOWN = 3;

/** Origin of a generated line in the catalog: the exact text if a cause contains it, else the causes of its block. */
export function causeNotes({ block, text }: GeneratedLine): Note[] {
  const literal = text.trim();
  const found = block.causes.flatMap((cause) => findLiteral(cause, literal) ?? []);
  if (found.length > 0) return found.slice(0, SHOWN).map((at) => ({ message: "the line is here", at }));
  const places = [
    ...new Map(block.causes.map((cause) => [`${distinctPath(cause.source)}:${cause.start}`, cause])).values(),
  ];
  places.sort((a, b) => compareText(distinctPath(a.source), distinctPath(b.source)) || a.start - b.start);
  const notes = places.slice(0, SHOWN).map((at): Note => ({ message: "caused by this", at }));
  const hidden = places.length - notes.length;
  return hidden === 0 ? notes : [...notes, { message: `and by ${hidden} more ${hidden === 1 ? "place" : "places"}` }];
}

/** The text inside a cause. A short line would be found anywhere. */
function findLiteral({ source, start, end }: Span, text: string): Span | undefined {
  if (text.length < 4) return undefined;
  const at = source.text.slice(start, end).indexOf(text);
  return at === -1 ? undefined : { source, start: start + at, end: start + at + text.length };
}
