import { formatFilePlace } from "../report/place.ts";
import type { ExplainedValue, LayerValue } from "./explain-value.ts";

/**
 * Lines that show where a value was set: for a scalar or list with each layer that it overrode, nearest first; for a
 * map with the origin of everything in it.
 * @param name How the value is called.
 */
export function describeValue({ isMap, values }: ExplainedValue, name: string): string[] {
  if (isMap) return [name, ...describeValues(values)];
  const [first, ...weaker] = values[0]?.layers ?? [];
  if (first === undefined) return [name];
  const rows = [
    ["set by", first.layer, formatFilePlace(first)],
    ...weaker.map((layer) => ["overrides", layer.layer, formatFilePlace(layer), writeValue(layer)]),
  ];
  return [`${name} = ${writeValue(first)}`, ...alignColumns(rows)];
}

/**
 * A line for each value, with the layer that set it.
 * @param overridden Whether the line also says which layers it overrode.
 */
export function describeValues(values: ExplainedValue["values"], overridden = false): string[] {
  const rows = values.flatMap(({ path, layers: [first, ...weaker] }) => {
    if (first === undefined) return [];
    const row = [`${path} = ${writeValue(first)}`, first.layer, formatFilePlace(first)];
    const over = weaker.map((layer) => `${writeValue(layer)} of ${layer.layer}`).join(", ");
    return [overridden && over !== "" ? [...row, `overrides ${over}`] : row];
  });
  return alignColumns(rows);
}

export function writeValue({ value }: Pick<LayerValue, "value">): string {
  return value === null ? "null (removed)" : JSON.stringify(value);
}

/** Indented rows whose first three columns are aligned, as far as they are not very wide. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widest = (column: number) => rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0);
  const widths = [0, 1, 2].map((column) => Math.min(50, widest(column)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd());
}
