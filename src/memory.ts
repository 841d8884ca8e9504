import type { ParseMemory } from "./catalog/parse/parse-sources.ts";
import type { ValidationMemory } from "./catalog/validate/validate-definitions.ts";
import type { LintMemory } from "./lint/scope/remember-checks.ts";
import { type LinkMemory, newLinkMemory } from "./resolve/link/link-memory.ts";

/**
 * What the analysis of a catalog leaves for the next one of the same catalog, which then takes as long as what has changed. The
 * results are the same as without. Trees, nodes and services that are still the same stay the same objects, so the fleet of the
 * analysis before must not be used any more.
 */
export interface Memory {
  readonly parsed: ParseMemory;
  readonly validated: ValidationMemory;
  readonly linked: LinkMemory;
  readonly linted: LintMemory;
}

/** A memory of nothing, for the first analysis. */
export function newMemory(): Memory {
  return { parsed: new Map(), validated: new WeakMap(), linked: newLinkMemory(), linted: new WeakMap() };
}
