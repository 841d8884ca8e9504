import type { Report } from "../contract/finding.ts";
import type { Access, Backend, Frontend, Limits, PrefixSet, Route, Service } from "../contract/fleet.ts";
import { find, type MapTree, nearest, type Tree } from "../contract/tree.ts";
import { parseRate } from "../fleet/durations.ts";
import { byKey, longestKeyFirst } from "./entry-order.ts";
import { linkNetworkRefs } from "./link-inventory.ts";
import { toTransports } from "./link-nodes.ts";
import type { Inventory } from "./link-service.ts";
import { elements, follow, textOf } from "./references.ts";

export function linkAccess(
  tree: Tree | undefined,
  where: string,
  { networks }: Inventory,
  report: Report,
): Access | undefined {
  if (tree?.kind !== "map") return undefined;
  const { from: fromTree, except: exceptTree } = tree.entries;
  const from = linkNetworkRefs(fromTree, networks, `${where}.access.from`, report);
  const except = linkNetworkRefs(exceptTree, networks, `${where}.access.except`, report);
  if (from === undefined || except === undefined) return undefined;
  const names = (refs: Tree | undefined) => elements(refs).map(textOf).join(", ");
  const label = elements(exceptTree).length === 0 ? names(fromTree) : `${names(fromTree)} except ${names(exceptTree)}`;
  return { from, except, label, tree };
}

/** Access that may be absent: `null` stands for one that names something wrong. */
function linkOwnAccess(tree: Tree, where: string, inventory: Inventory, report: Report): Access | undefined | null {
  const written = find(tree, ["access"]);
  if (written?.kind !== "map") return undefined;
  return linkAccess(written, where, inventory, report) ?? null;
}

export function linkFrontends(
  tree: MapTree,
  spec: Service["spec"],
  backends: readonly Backend[],
  where: string,
  inventory: Inventory,
  report: Report,
): Frontend[] | undefined {
  const frontends: Frontend[] = [];
  let sound = true;
  for (const [name, written] of Object.entries(spec.frontends).sort(byKey)) {
    const at = nearest(tree, ["frontends", name]);
    const place = `${where}.frontends.${name}`;
    const backend = findBackend(backends, written.backend, find(at, ["backend"]), place, report);
    const certificate =
      written.tls?.certificate === undefined
        ? undefined
        : (follow(
            inventory.certificates,
            written.tls.certificate,
            nearest(at, ["tls", "certificate"]),
            `${place}.tls.certificate`,
            report,
          ) ?? null);
    const access = linkOwnAccess(at, place, inventory, report);
    const except = linkNetworkRefs(
      find(at, ["limits", "except"]),
      inventory.networks,
      `${place}.limits.except`,
      report,
    );
    if (backend === null || certificate === null || access === null || except === undefined) sound = false;
    else {
      frontends.push({
        name,
        spec: written,
        tree: at,
        port: written.port,
        transports: toTransports(find(at, ["transport"])),
        protocol: written.protocol,
        redirect: written.redirect === "https",
        ...(backend === undefined ? {} : { backend }),
        ...(certificate === undefined ? {} : { certificate }),
        ...(access === undefined ? {} : { access }),
        ...(written.limits === undefined ? {} : { limits: linkLimits(written.limits, except) }),
      });
    }
  }
  return sound ? frontends : undefined;
}

/** undefined: none is named; null: no backend is called so, which has been reported. */
function findBackend(
  backends: readonly Backend[],
  name: string | undefined,
  at: Tree | undefined,
  where: string,
  report: Report,
): Backend | undefined | null {
  if (name === undefined || at === undefined) return undefined;
  const things = new Map(backends.map((backend) => [backend.name, backend]));
  return follow({ kind: "backend", things, broken: new Set() }, name, at, `${where}.backend`, report) ?? null;
}

function linkLimits(limits: NonNullable<Frontend["spec"]["limits"]>, except: PrefixSet): Limits {
  return {
    except,
    ...(limits.connections === undefined ? {} : { connections: limits.connections }),
    ...(limits.connections_per_source === undefined ? {} : { connectionsPerSource: limits.connections_per_source }),
    ...(limits.requests_per_source === undefined ? {} : { requestsPerSource: parseRate(limits.requests_per_source) }),
  };
}

export function linkRoutes(
  tree: MapTree,
  spec: Service["spec"],
  backends: readonly Backend[],
  where: string,
  inventory: Inventory,
  report: Report,
): Route[] | undefined {
  const routes: Route[] = [];
  let sound = true;
  for (const [path, written] of Object.entries(spec.routes ?? {}).sort(longestKeyFirst)) {
    const at = nearest(tree, ["routes", path]);
    const place = `${where}.routes.${path}`;
    const backend = findBackend(backends, written.backend, find(at, ["backend"]), place, report);
    const access = linkOwnAccess(at, place, inventory, report);
    if (backend === null || access === null) sound = false;
    else {
      routes.push({
        path,
        tree: at,
        ...(backend === undefined ? {} : { backend }),
        ...(access === undefined ? {} : { access }),
      });
    }
  }
  return sound ? routes : undefined;
}

export function linkRedirects(tree: MapTree, spec: Service["spec"]): Service["redirects"] {
  return Object.entries(spec.redirects ?? {})
    .sort(longestKeyFirst)
    .map(([path, { to, status, keep_path }]) => ({
      path,
      to: withPath(to),
      status: status ?? 302,
      keepPath: keep_path ?? false,
      tree: nearest(tree, ["redirects", path]),
    }));
}

/** A URL without a path is that of the host's `/` (RFC 9110, section 4.2.3). */
function withPath(to: string): string {
  return /^https?:\/\/[^/]*$/.test(to) ? `${to}/` : to;
}
