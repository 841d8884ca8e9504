import type { FindingDraft } from "../../contract/finding.ts";
import type { Source } from "../../contract/source.ts";
import type { Tree } from "../../contract/tree.ts";
import { suggest } from "../../diagnostics/suggest.ts";
import { NAMED_SECTIONS } from "./collect-definitions.ts";

/** The one section that a catalog must have once, as it appears in a file. */
export const FLEET_SECTION = /^(?:fleet|"fleet"|'fleet')[ \t]*:/m;

export const NO_FLEET: FindingDraft = {
  code: "catalog/no-fleet",
  message: "no file has a `fleet` section: is this a catalog?",
  help: "give the folder of a catalog; each has one `fleet` section, with name, sites, announce and management",
};

/**
 * Whether files do not belong to a catalog: there is no `fleet` anywhere, neither in what could be read nor in what is
 * broken, nor a section next to the others that could be a misspelt one. Other faults of such files do not matter then.
 */
export function isForeign(sources: readonly Source[], trees: readonly Tree[]): boolean {
  const sections = new Set(trees.flatMap((tree) => (tree.kind === "map" ? Object.keys(tree.entries) : [])));
  if (sections.has("fleet") || sources.some(({ text }) => FLEET_SECTION.test(text))) return false;
  const isMisspelt = [...sections].some((name) => suggest(name, ["fleet"]) !== undefined);
  return !(isMisspelt && NAMED_SECTIONS.some((name) => sections.has(name)));
}
