import type { Service } from "../contract/fleet.ts";

/** Whether a service ignores case in paths (`paths: {case: ignore}`): in routes and redirects alike. */
export function ignoresCase({ spec }: Pick<Service, "spec">): boolean {
  return spec.paths?.case === "ignore";
}

/** A path as compared with routes and redirects of the service. */
export function comparedPath(service: Pick<Service, "spec">, path: string): string {
  return ignoresCase(service) ? foldCase(path) : path;
}

/** A path as compared with access of routes, regardless of the service's setting. Keys have only ASCII letters. */
export function foldCase(path: string): string {
  return path.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
