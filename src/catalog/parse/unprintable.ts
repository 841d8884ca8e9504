/**
 * Characters that no string or comment of a catalog may contain: invisible ones, which make a text differ from what it
 * looks like, and those that no daemon's file can hold.
 * - control characters other than tab and line ends, and halves of surrogate pairs
 * - zero-width characters according to Unicode (`Default_Ignorable_Code_Point`: zero-width spaces and joiners, soft
 *   hyphens, fillers, tags), except the selector that gives a symbol its colour
 * - format characters (`Cf`), including those that change the direction of writing
 * - line and paragraph separators, and code points that are not characters
 */
const UNPRINTABLE =
  /(?![\t\n\r])\p{Cc}|\p{Cs}|(?!(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f])\p{Default_Ignorable_Code_Point}|\p{Cf}|[\u2028\u2029]|\p{Noncharacter_Code_Point}/u;

/** Most strings contain only these. */
const PLAIN = /^[\t\n\r\x20-\x7e]*$/;

/** The first unprintable character from an offset on. */
export function findUnprintable(
  text: string,
  from = 0,
): { readonly index: number; readonly character: string } | undefined {
  if (from === 0 && PLAIN.test(text)) return undefined;
  const search = new RegExp(UNPRINTABLE, "gu");
  search.lastIndex = from;
  const found = search.exec(text);
  return found === null ? undefined : { index: found.index, character: found[0] };
}

const NAMES: readonly (readonly [RegExp, string])[] = [
  [/\p{Cs}/u, "is half of a surrogate pair"],
  [/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u, "changes the text direction"],
  [/\p{Cc}/u, "is a control character"],
  [/[\u2028\u2029]/u, "ends a line"],
  [/\p{Noncharacter_Code_Point}/u, "is not a character"],
  [/\p{Default_Ignorable_Code_Point}|\p{Cf}/u, "is invisible"],
];

/** Text for an invisible character, such as U+200B. */
export function describeCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const [, what] = NAMES.find(([kind]) => kind.test(character)) ?? [];
  return what === undefined ? `U+${code}` : `U+${code}, which ${what}`;
}
