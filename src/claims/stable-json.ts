import { compareText } from "../contract/compare-text.ts";

/**
 * JSON with sorted keys, because values differ in the order of theirs. Many claims share lists of nodes and of sources,
 * members and checks, so the text of each object is cached as long as the function exists.
 */
export function stableJson(): (value: unknown) => string {
  const texts = new WeakMap<object, string>();
  const print = (value: unknown): string => {
    if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
    const before = texts.get(value);
    if (before !== undefined) return before;
    const text = Array.isArray(value) ? `[${value.map(print).join(",")}]` : `{${entries(value).join(",")}}`;
    texts.set(value, text);
    return text;
  };
  const entries = (object: object): string[] =>
    Object.entries(object)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => compareText(a, b))
      .map(([key, value]) => `${JSON.stringify(key)}:${print(value)}`);
  return print;
}
