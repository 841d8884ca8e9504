// Quoting of HAProxy: Configuration Manual 2.6, section 2.2 "Quoting and escaping".

const PLAIN = /^[A-Za-z0-9_.:/@=,+-]+$/;
const UNSPEAKABLE = /[\u0000-\u001f\u007f\u2028\u2029]/;

/**
 * One word of a HAProxy line with exactly this value. Inside single quotes everything except a single quote is
 * literal, even `\`, `$`, `#` and `"`. Undefined for control characters, which cannot be quoted: they end a line or a word.
 */
export function quoteHaproxy(value: string): string | undefined {
  if (UNSPEAKABLE.test(value)) return undefined;
  if (PLAIN.test(value)) return value;
  return `'${value.replaceAll("'", "'\\''")}'`;
}

/** Like `quoteHaproxy`, for words that HAProxy reads as a log format, where `%` starts a variable. */
export function quoteHaproxyFormat(value: string): string | undefined {
  return quoteHaproxy(value.replaceAll("%", "%%"));
}
