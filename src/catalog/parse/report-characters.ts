import type { Report } from "../../contract/finding.ts";
import type { Source, Span } from "../../contract/source.ts";
import { describeCharacter, findUnprintable } from "./unprintable.ts";

/** Reports the first unprintable character of each line of a file, wherever it is: in a string, a key, a comment. */
export function reportCharacters(source: Source, report: Report): void {
  let from = 0;
  for (
    let found = findUnprintable(source.text, from);
    found !== undefined;
    found = findUnprintable(source.text, from)
  ) {
    const { index, character } = found;
    reportCharacter(character, { source, start: index, end: index + character.length }, report);
    const end = source.text.indexOf("\n", index);
    if (end === -1) return;
    from = end;
  }
}

/** Escapes for one character in double-quoted strings. */
const ESCAPE = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0abefnrtvNLP_ /"\\])/g;
const CODED = /^\\[xuU]/;
const NAMED: Readonly<Record<string, string>> = {
  "\\0": "\0",
  "\\a": "\x07",
  "\\b": "\b",
  "\\e": "\x1b",
  "\\f": "\f",
  "\\v": "\v",
  "\\N": "\x85",
  "\\L": "\u2028",
  "\\P": "\u2029",
};

/**
 * Reports an unprintable character that a string contains by an escape. One that is in the file literally is reported
 * by `reportCharacters`.
 */
export function reportEscaped(text: string, at: Span, report: Report): void {
  const found = findUnprintable(text);
  if (found === undefined) return;
  const written = at.source.text.slice(at.start, at.end);
  if (findUnprintable(written) !== undefined) return;
  const coded = [...written.matchAll(ESCAPE)].find(([each]) => characterOf(each) === found.character);
  const start = at.start + (coded?.index ?? 0);
  const end = coded === undefined ? at.end : start + coded[0].length;
  reportCharacter(found.character, { source: at.source, start, end }, report);
}

function characterOf(coded: string): string {
  return CODED.test(coded) ? String.fromCodePoint(Number.parseInt(coded.slice(2), 16)) : (NAMED[coded] ?? "");
}

function reportCharacter(character: string, at: Span, report: Report): void {
  report({
    code: "yaml/character",
    message: `unprintable character ${describeCharacter(character)}`,
    at,
    help: "remove it, or write visible characters instead",
  });
}
