import type { Service } from "../contract/fleet.ts";

/** Whether a service tells no cases apart in paths (`paths: {case: ignore}`): in routes and redirects alike. */
export function ignoresCase({ spec }: Pick<Service, "spec">): boolean {
  return spec.paths?.case === "ignore";
}

/** A path as routes and redirects of the service are compared with it. */
export function comparedPath(service: Pick<Service, "spec">, path: string): string {
  return ignoresCase(service) ? foldCase(path) : path;
}

/** A path as access of routes is compared with it, whatever the service says. Keys hold no letters beyond ASCII. */
export function foldCase(path: string): string {
  return path.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
