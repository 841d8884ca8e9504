/** A value of Icinga's language: what stands in `vars` and in the tables that rules read. */
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
 * A string literal. The catalog holds no control characters; those that a value may have all the same are escaped where
 * Icinga knows an escape, and stand as they are elsewhere, since its numeric ones swallow digits that follow. NUL, which
 * its strings cannot hold, is refused.
 */
export function quote(text: string): string {
  if (/[\u0000\p{Surrogate}]/u.test(text)) throw new Error(`${JSON.stringify(text)} cannot stand in Icinga's files`);
  return `"${text.replace(/["\\\b\f\n\r\t]/g, (char) => ESCAPES[char] ?? char)}"`;
}

/**
 * Text for a value in which Icinga looks for macros: commands, and the `vars` that they use. A dollar sign is doubled,
 * since Icinga would take `$HOME$` for the name of a macro, and refuse a lone one.
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

/** Words that Icinga's language keeps for itself, in whatever stands at the start of an entry. */
const KEYWORDS: ReadonlySet<string> = new Set(
  (
    "object template include include_recursive include_zones library null true false const var this globals locals use " +
    "default ignore_on_error current_filename current_line apply to where import assign ignore function return break " +
    "continue for if else while throw try except in using namespace debugger"
  ).split(" "),
);

/** A key as it is where it can only be taken for a name. */
function printKey(key: string): string {
  return /^[a-z][a-z0-9_]*$/.test(key) && !KEYWORDS.has(key) ? key : quote(key);
}

function isList(value: readonly Value[] | { readonly [key: string]: Value }): value is readonly Value[] {
  return Array.isArray(value);
}
