import type { Place } from "./string-places.ts";

/** A string that replaces a value or its key at a place. */
export interface Replacement {
  readonly path: Place;
  readonly isKey: boolean;
  readonly text: string;
}

/** A catalog as YAML with every key and every value on its own line, and the line of each. */
export interface PrintedCatalog {
  readonly text: string;
  /** Line (from 1) of the value that was originally at a place; its key is on the same line. */
  lineOf(path: Place): number;
}

/** Prints maps, lists and scalars as JSON, which is YAML. */
export function printCatalog(catalog: unknown, replacements: readonly Replacement[] = []): PrintedCatalog {
  const replaced = new Map(replacements.map((one) => [id(one.path, one.isKey), one.text]));
  const lines: string[] = [];
  const places = new Map<string, number>();
  const print = (original: unknown, path: Place, head: string, indent: string): void => {
    const value = replaced.get(id(path, false)) ?? original;
    const entries = entriesOf(value);
    lines.push(`${indent}${head}${entries === undefined ? ` ${JSON.stringify(value)}` : ""}`);
    places.set(id(path, false), lines.length);
    printAll(entries, path, `${indent}  `);
  };
  const printAll = (entries: readonly [string | number, unknown][] = [], path: Place, indent: string): void => {
    for (const [key, inner] of entries) {
      const name = replaced.get(id([...path, key], true)) ?? key;
      print(inner, [...path, key], typeof name === "number" ? "-" : `${JSON.stringify(name)}:`, indent);
    }
  };
  printAll(entriesOf(catalog), [], "");
  return {
    text: `${lines.join("\n")}\n`,
    lineOf(path) {
      const line = places.get(id(path, false));
      if (line === undefined) throw new Error(`nothing stands at ${path.join("/")}`);
      return line;
    },
  };
}

/** The value at a place. */
export function valueAt(value: unknown, path: Place): unknown {
  return path.reduce((inner, step) => entriesOf(inner)?.find(([key]) => key === step)?.[1], value);
}

/** Entries of a map or list that is not empty; nothing for values that are printed directly. */
function entriesOf(value: unknown): [string | number, unknown][] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.length === 0 ? undefined : entries;
}

function id(path: Place, isKey: boolean): string {
  return JSON.stringify([path, isKey]);
}
