import type { Accepted } from "../accepts/apply-accepts.ts";
import type { Scope } from "./scope-of.ts";

/**
 * What is accepted of the findings about some files. An entry that matches nothing is unused only if there is no error
 * anywhere, so one in these files needs the whole fleet; of the others it is not known.
 * @param lint Lints for a scope, or the whole fleet, and applies the catalog's `accept` entries.
 */
export function acceptIn(scope: Scope, lint: (scope?: Scope) => Accepted): Accepted {
  const { remaining, accepted } = lint(scope);
  const unused = remaining.filter(({ code }) => code === "accept/unused");
  if (unused.some(({ at }) => at !== undefined && scope.files.has(at.source.path))) return lint();
  return { remaining: remaining.filter((finding) => !unused.includes(finding)), accepted };
}
