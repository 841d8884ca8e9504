import type { Place } from "./string-places.ts";

/** A string that stands at a place instead of what is there, or as its key. */
export interface Replacement {
  readonly path: Place;
  readonly isKey: boolean;
  readonly text: string;
}

/** A catalog as YAML with every key and every value on a line of its own, and where each stands. */
export interface PrintedCatalog {
  readonly text: string;
  /** Line (from 1) of what stood at a place, whatever stands there now; that of a key is the same. */
  lineOf(path: Place): number;
}

/** Prints maps, lists, and scalars as JSON does, which is YAML. */
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

/** What stands at a place. */
export function valueAt(value: unknown, path: Place): unknown {
  return path.reduce((inner, step) => entriesOf(inner)?.find(([key]) => key === step)?.[1], value);
}

/** Entries of a map or list that has some; nothing for what is printed as it stands. */
function entriesOf(value: unknown): [string | number, unknown][] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const entries: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.length === 0 ? undefined : entries;
}

function id(path: Place, isKey: boolean): string {
  return JSON.stringify([path, isKey]);
}
