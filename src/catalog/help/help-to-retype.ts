import type { Tree } from "../../contract/tree.ts";
import { suggest } from "../../diagnostics/suggest.ts";

/** What other YAML parsers, of version 1.1, read as true and false. */
const SPELLINGS: Readonly<Record<string, boolean>> = { yes: true, on: true, y: true, no: false, off: false, n: false };

/**
 * How to write a value with the right type, if the value itself shows what is meant: `yes` → `true`, `www.example.org`
 * → `[www.example.org]`.
 * @param type What JSON Schema requires.
 */
export function helpToRetype(tree: Tree, type: unknown): string | undefined {
  if (tree.kind !== "scalar" || tree.value === null) return undefined;
  const { value } = tree;
  if (type === "array") return `write a list: [${written(tree)}]`;
  if (typeof value !== "string") return undefined;
  if (type === "boolean") {
    const meant = SPELLINGS[value.toLowerCase()] ?? (value === "true" ? true : value === "false" ? false : undefined);
    return meant === undefined ? undefined : `write ${meant}`;
  }
  const isNumber = (type === "integer" || type === "number") && /^\d+$/.test(value);
  return isNumber ? `write ${value} without quotes` : undefined;
}

/** Which of the allowed values is meant. A version that YAML reads as a number only needs quotes. */
export function helpToChoose(tree: Tree, allowed: readonly string[]): string {
  const text = tree.kind === "scalar" ? written(tree) : "";
  if (tree.kind === "scalar" && typeof tree.value !== "string" && allowed.includes(text)) {
    return `put it in quotes: "${text}"`;
  }
  const better = suggest(text, allowed);
  return `${better === undefined ? "" : `did you mean \`${better}\`? `}valid values are ${allowed.join(", ")}`;
}

function written({ source, start, end }: Tree): string {
  return source.text.slice(start, end).trim();
}
