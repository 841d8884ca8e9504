import type { Backend, Redirect, Route } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { find, nearest } from "../../contract/tree.ts";
import type { MergedService } from "../layers/resolve-services.ts";
import { byKey } from "./by-key.ts";
import { linkAccess } from "./link-access.ts";
import { inside, type Linking, type NameTable } from "./linking.ts";
import { followOptional } from "./references.ts";

/** Routes of a service in the order in which they are tried; undefined if they refer to something unknown. */
export function linkRoutes(
  { spec, tree }: MergedService,
  backends: NameTable<Backend>,
  linking: Linking,
): Route[] | undefined {
  const routes: Route[] = [];
  let sound = true;
  for (const path of inOrder(spec.routes).map(([path]) => path)) {
    const at = nearest(tree, ["routes", path]);
    const here = inside(linking, "routes", path);
    const backend = followOptional(backends, find(at, ["backend"]), inside(here, "backend"));
    const access = linkAccess(at, here);
    if (backend === null || access === null) sound = false;
    else {
      routes.push({
        path,
        tree: at,
        ...present({ backend, access }),
      });
    }
  }
  return sound ? routes : undefined;
}

/** Redirects of a service in the order in which they are tried. */
export function linkRedirects({ spec, tree }: MergedService): Redirect[] {
  return inOrder(spec.redirects).map(([path, { to, status, keep_path }]) => ({
    path,
    to: withPath(to),
    status: status ?? 302,
    keepPath: keep_path ?? false,
    tree: nearest(tree, ["redirects", path]),
  }));
}

/** Entries by path in the order in which they are tried: the longest first. */
function inOrder<T>(byPath: Readonly<Record<string, T>> | undefined): [string, T][] {
  return Object.entries(byPath ?? {}).sort((a, b) => b[0].length - a[0].length || byKey(a, b));
}

/** A URL without a path is that of the host's `/` (RFC 9110, section 4.2.3). */
function withPath(to: string): string {
  return /^https?:\/\/[^/]*$/.test(to) ? `${to}/` : to;
}
