import type { Service } from "../../contract/fleet.ts";
import type { Accepted } from "../accepts/apply-accepts.ts";

/**
 * What is accepted of the findings about some files. An entry that matches nothing is unused only if there is no error
 * anywhere, so one in these files needs the whole fleet; of the others it is not known.
 * @param lint Lints services, all without an argument, and applies the catalog's `accept` entries.
 */
export function acceptIn(
  files: ReadonlySet<string>,
  services: readonly Service[],
  lint: (services?: readonly Service[]) => Accepted,
): Accepted {
  const { remaining, accepted } = lint(services);
  const unused = remaining.filter(({ code }) => code === "accept/unused");
  if (unused.some(({ at }) => at !== undefined && files.has(at.source.path))) return lint();
  return { remaining: remaining.filter((finding) => !unused.includes(finding)), accepted };
}
