import type { Finding } from "../../contract/finding.ts";
import type { Span } from "../../contract/source.ts";

/**
 * Where tools that show findings at the lines of a repository should show one: a generated file is not in the
 * repository, so the first place in the catalog that caused the line is used instead.
 */
export function repositoryPlace({ at, notes }: Finding): Span | undefined {
  if (at?.source.generated !== true) return at;
  return notes.find((note) => note.at !== undefined && !note.at.source.generated)?.at;
}

/** Whether a place is in a file that only intentlb has. */
export function isElsewhere(at: Span | undefined): at is Span {
  return at !== undefined && (at.source.builtin || at.source.generated);
}
