import type { SubjectJson } from "../claims/claims-json.ts";
import { SUBJECT_KINDS } from "../contract/subject.ts";
import { formatValidators } from "../output/format-validators.ts";
import { parseJson } from "../output/manifest/json-shape.ts";

const KINDS: ReadonlySet<string> = new Set(SUBJECT_KINDS);

/** Maps and lists inside one another; the language has fewer. */
const DEEPEST = 12;

/**
 * Reads a line of `claims.json` back. The file may have been edited, so everything is validated.
 * @returns undefined if the line is no subject
 */
export function readSubject(line: string): SubjectJson | undefined {
  const value = parseJson(line);
  return formatValidators().subject(value) && KINDS.has(value.about[0]) && isShallow(value.facts, DEEPEST)
    ? value
    : undefined;
}

function isShallow(value: unknown, left: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return left > 0 && Object.values(value).every((inner) => isShallow(inner, left - 1));
}
