/**
 * A field of the health daemon's configuration. Fields are separated by tabs and records by newlines, and there is no
 * way to write either inside a field. The schema excludes control characters; one here is a bug, and rejected.
 */
function field(value: string | number): string {
  const text = String(value);
  if (!/[\u0000-\u001f\u007f\p{Surrogate}]/u.test(text)) return text;
  throw new Error(`${JSON.stringify(text)} cannot stand in the health daemon's configuration`);
}

/** A line of the configuration. */
export function record(...fields: readonly (string | number)[]): string {
  return fields.map(field).join("\t");
}
