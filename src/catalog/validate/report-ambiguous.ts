import type { Report } from "../../contract/finding.ts";
import type { ScalarTree, Tree } from "../../contract/tree.ts";
import { reportReading } from "../parse/report-reading.ts";
import { type OtherReading, readOtherwise } from "../parse/yaml-versions.ts";
import { schemaAt } from "../schema/schema-at.ts";

/**
 * Finds unquoted strings that other YAML parsers read differently. Dates are fine where the schema expects a date.
 * @param definition Name of the schema's definition that the tree is valid by.
 * @returns whether there was any
 */
export function reportAmbiguous(definition: string, tree: Tree, report: Report): boolean {
  let found = false;
  const path: string[] = [];
  walk(tree);
  return found;

  function walk(at: Tree): void {
    if (at.kind === "scalar") {
      const other = readElsewhere(at);
      if (other === undefined) return;
      if (other.kind === "day" && schemaAt(definition, tree, path).format === "date") return;
      found = true;
      reportReading(String(at.value), other, at, report);
    } else if (at.kind === "list") {
      for (const [index, item] of at.items.entries()) enter(String(index), item);
    } else {
      for (const key in at.entries) {
        const value = at.entries[key];
        if (value !== undefined) enter(key, value);
      }
    }
  }

  function enter(step: string, value: Tree): void {
    path.push(step);
    walk(value);
    path.pop();
  }
}

/** How others read a string that is written without quotes, in its own place. */
function readElsewhere({ value, source, start, end }: ScalarTree): OtherReading | undefined {
  if (typeof value !== "string" || end - start !== value.length) return undefined;
  const other = readOtherwise(value);
  return other !== undefined && source.text.startsWith(value, start) ? other : undefined;
}
