import type { LoneService } from "../../contract/lone-service.ts";
import type { Span } from "../../contract/source.ts";
import { find, keySpan, type Path, type Tree } from "../../contract/tree.ts";

/** Whether the service itself sets something about the value, and not only a layer beneath it. */
export function isOwn({ tree }: LoneService, value: Tree): boolean {
  return value.source === tree.source && value.start >= tree.start && value.end <= tree.end;
}

/**
 * Place to show if two services disagree: the first of the paths that the service itself sets, else its name. What both
 * inherit is in one place, which would not distinguish them.
 */
export function servicePlace(service: LoneService, ...paths: readonly Path[]): Span {
  for (const path of paths) {
    const value = find(service.tree, path);
    if (value !== undefined && isOwn(service, value)) return keySpan(value);
  }
  return keySpan(service.tree);
}
