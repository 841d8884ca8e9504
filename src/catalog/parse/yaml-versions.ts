/**
 * How YAML parsers read plain scalars, those without quotes. A catalog is written in YAML 1.2 (core schema, section
 * 10.3 of its specification); much software uses YAML 1.1 (its types bool, int, float, timestamp, value), in which the
 * same file has another meaning.
 */

/** `null` and `true` are the same in both; so are whole numbers and decimals in ordinary notation. */
const ORDINARY_INTEGER = /^-?(?:0|[1-9][0-9]*)$/;
const ORDINARY_DECIMAL = /^-?(?:0|[1-9][0-9]*)\.[0-9]+$/;

/**
 * Whether all parsers read a plain scalar as the same number of the same kind: true for `8080` and `0.5`, but not for
 * `1e3` (a string in 1.1), `8080.0` (a fraction to some), `0x1F`, `+1`, `017` and what no parser can represent exactly.
 */
export function isOrdinaryNumber(written: string, value: number): boolean {
  if (ORDINARY_INTEGER.test(written)) return Number.isSafeInteger(value) && !Object.is(value, -0);
  return ORDINARY_DECIMAL.test(written) && !Number.isInteger(value);
}

const TRUE = /^(?:y|Y|yes|Yes|YES|on|On|ON)$/;
const FALSE = /^(?:n|N|no|No|NO|off|Off|OFF)$/;
const SIXTIES = /^[-+]?(?:[1-9][0-9_]*(?::[0-5]?[0-9])+|[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)$/;
const NUMBERS: readonly RegExp[] = [
  /^[-+]?0b[01_]+$/,
  /^[-+]?0[oO]?[0-7_]+$/,
  /^[-+]?0x[0-9a-fA-F_]+$/,
  /^[-+]?[0-9][0-9_]*$/,
  /^[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?$/,
  /^[-+]?\.[0-9_]+(?:[eE][-+]?[0-9]+)?$/,
];
const DAY = /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9].*)?$/;

/** What a plain scalar is in YAML 1.1 if it is a string in YAML 1.2. */
export interface OtherReading {
  readonly kind: "boolean" | "number" | "day" | "key";
  /** In words: "a date", "false". */
  readonly words: string;
}

/** How YAML 1.1 reads a plain scalar that is a string in YAML 1.2; undefined if it is a string there too. */
export function readOtherwise(text: string): OtherReading | undefined {
  // Most strings are longer than any of these, or begin differently.
  if (!/^[-+.=0-9]|^.{1,3}$/.test(text)) return undefined;
  if (TRUE.test(text)) return { kind: "boolean", words: "true" };
  if (FALSE.test(text)) return { kind: "boolean", words: "false" };
  if (SIXTIES.test(text)) return { kind: "number", words: "a base-60 number" };
  if (NUMBERS.some((number) => number.test(text))) return { kind: "number", words: "a number" };
  if (DAY.test(text)) return { kind: "day", words: "a date" };
  return text === "=" ? { kind: "key", words: "a special key" } : undefined;
}
