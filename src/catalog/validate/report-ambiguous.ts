import type { Report } from "../../contract/finding.ts";
import type { ScalarTree, Tree } from "../../contract/tree.ts";
import { reportReading } from "../parse/report-reading.ts";
import { readOtherwise } from "../parse/yaml-versions.ts";
import { schemaAt } from "../schema/schema-at.ts";

/**
 * Finds unquoted strings that other YAML parsers read differently. Dates are fine where the schema expects a date.
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

/** A string that is written without quotes, in its own place. */
function plainText({ value, source, start, end }: ScalarTree): string | undefined {
  return typeof value === "string" && source.text.slice(start, end) === value ? value : undefined;
}
