/** A column of a table: its title, and whether its cells are numbers, which are aligned right. */
export interface Column {
  readonly title: string;
  readonly isNumber: boolean;
}

/** Lines of a table, columns as wide as necessary. */
export function printTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const print = (row: readonly string[]) =>
    row
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        return columns[index]?.isNumber ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd();
  return [columns.map(({ title }) => title), ...rows].map(print);
}
