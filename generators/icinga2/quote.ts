/** A value of Icinga's language, for `vars` and for the tables that rules read. */
export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

/** Escapes of string literals (Language Reference, "Expressions", string literal escape sequences). */
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

/**
 * A string literal. The catalog contains no control characters; should a value have some, they are escaped if Icinga
 * has an escape for them, and otherwise unchanged, because its numeric escapes swallow the digits that follow. NUL,
 * which its strings cannot contain, is rejected.
 */
export function quote(text: string): string {
  if (/[\u0000\p{Surrogate}]/u.test(text)) throw new Error(`${JSON.stringify(text)} cannot stand in Icinga's files`);
  return `"${text.replace(/["\\\b\f\n\r\t]/g, (char) => ESCAPES[char] ?? char)}"`;
}

/**
 * Text for a value in which Icinga looks for macros: commands, and the `vars` that they use. A dollar sign is doubled,
 * because Icinga would treat `$HOME$` as a macro, and reject a lone one.
 */
export function withoutMacros(text: string): string {
  return text.replaceAll("$", "$$$$");
}

/** A value on one line; the keys of dictionaries in the order given. */
export function print(value: Value): string {
  if (typeof value === "string") return quote(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Error(`${value} is no number of Icinga's`);
    return String(value);
  }
  if (typeof value === "boolean") return String(value);
  if (isList(value)) return value.length === 0 ? "[]" : `[ ${value.map(print).join(", ")} ]`;
  const entries = Object.entries(value).map(([key, entry]) => `${printKey(key)} = ${print(entry)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** Reserved words of Icinga's language that could begin an entry. */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    "object template include include_recursive include_zones library null true false const var this globals locals use " +
    "default ignore_on_error current_filename current_line apply to where import assign ignore function return break " +
    "continue for if else while throw try except in using namespace debugger"
  ).split(" "),
);

/** A key, unquoted if it can only be a name. */
function printKey(key: string): string {
  return /^[a-z][a-z0-9_]*$/.test(key) && !KEYWORDS.has(key) ? key : quote(key);
}

function isList(value: readonly Value[] | { readonly [key: string]: Value }): value is readonly Value[] {
  return Array.isArray(value);
}
