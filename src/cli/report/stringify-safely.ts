/** Characters that JSON allows literally and that would control a terminal, or deceive a reader. */
const DANGEROUS = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/** JSON for people and machines, ended by a newline; control and format characters are escaped as `\u202e`. */
export function stringifySafely(value: unknown): string {
  return `${JSON.stringify(value, null, 2).replace(DANGEROUS, escapeUnits)}\n`;
}

function escapeUnits(character: string): string {
  let escaped = "";
  for (let unit = 0; unit < character.length; unit++) {
    escaped += `\\u${character.charCodeAt(unit).toString(16).padStart(4, "0")}`;
  }
  return escaped;
}
