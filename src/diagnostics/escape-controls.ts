/**
 * Characters that can control a terminal or deceive a reader: C0 and C1 controls, DEL, line and paragraph separators,
 * invisible and bidirectional format characters, byte order marks, lone surrogates.
 */
const DANGEROUS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text from a catalog made safe to print on one line: dangerous characters appear as `\n`, `\t` or `\u{1b}`. */
export function escapeControls(text: string): string {
  return text.replace(DANGEROUS, escapeCharacter);
}

/** A dangerous character, spelled out. */
function escapeCharacter(character: string): string {
  if (character === "\n") return "\\n";
  if (character === "\r") return "\\r";
  if (character === "\t") return "\\t";
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
