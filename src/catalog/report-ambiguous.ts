import type { Report } from "../contract/finding.ts";
import type { Span } from "../contract/source.ts";
import type { ScalarTree, Tree } from "../contract/tree.ts";
import { schemaAt } from "./schema-at.ts";
import { type OtherReading, readOtherwise } from "./yaml-versions.ts";

/**
 * Finds texts without quotes that other readers of YAML take for something else. Days are fine where a day is asked for.
 * @param definition Name of the schema's definition that the tree is valid by.
 * @returns whether there was any
 */
export function reportAmbiguous(definition: string, tree: Tree, report: Report): boolean {
  let found = false;
  walk(tree, []);
  return found;

  function walk(at: Tree, path: readonly string[]): void {
    if (at.kind === "scalar") {
      const text = plainText(at);
      const other = text === undefined ? undefined : readOtherwise(text);
      if (text === undefined || other === undefined) return;
      if (other.kind === "day" && schemaAt(definition, tree, path).format === "date") return;
      found = true;
      reportReading(text, other, at, report);
    } else if (at.kind === "list") {
      for (const [index, item] of at.items.entries()) walk(item, [...path, String(index)]);
    } else {
      for (const [key, value] of Object.entries(at.entries)) walk(value, [...path, key]);
    }
  }
}

/** The finding about one text. */
export function reportReading(text: string, { words }: OtherReading, at: Span, report: Report): void {
  report({
    code: "yaml/ambiguous",
    message: `\`${text}\` is ambiguous: a string in YAML 1.2, ${words} in YAML 1.1`,
    at,
    help: `put it in quotes: "${text}"`,
  });
}

/** A text that is written without quotes, in its own place. */
function plainText({ value, source, start, end }: ScalarTree): string | undefined {
  return typeof value === "string" && source.text.slice(start, end) === value ? value : undefined;
}
