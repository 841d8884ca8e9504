import type { Service } from "../../../src/contract/fleet.ts";
import { at, keyAt } from "../../../src/contract/origin.ts";
import { oncePer } from "../../../src/fleet/once-per.ts";
import { foldersAbove, isUnder } from "../../../src/fleet/paths.ts";
import type { WebServer } from "../model.ts";
import type { Site } from "../sites.ts";
import type { ApacheFinding } from "./apache-finding.ts";
import type { Served } from "./system-folders.ts";

/** Folders of one site that are also reachable by another, unrestricted path. */
export const aroundRoutes = oncePer(({ sites }: WebServer): readonly ApacheFinding[] => {
  const restricted = sites.flatMap((site) =>
    site.service.routes.flatMap(({ access, path }) => (access === undefined ? [] : [{ site, path }])),
  );
  if (restricted.length === 0) return [];
  const aliases = aliasesByFolder(sites);
  const roots = rootsByService(sites);
  return restricted.flatMap(({ site, path }) =>
    foldersOf(site, path).flatMap((folder) => {
      // The root of another site has a finding of its own if it is nested in this one.
      const related = [folder, ...containing(folder)].flatMap((above) => aliases.at.get(above) ?? []);
      const below = aliases.below.get(folder) ?? [];
      return [...(roots.get(site.service) ?? []), ...related, ...below].flatMap(({ other, served }) =>
        leadsAround({ site, route: path, folder, other, served }),
      );
    }),
  );
});

/** A folder of a site. */
interface Mapped {
  readonly other: Site;
  readonly served: Served;
}

/** The roots of each service's sites: backends and ports may have their own. */
function rootsByService(sites: readonly Site[]): Map<Service, Mapped[]> {
  const roots = new Map<Service, Mapped[]>();
  for (const other of sites) {
    const root = mappingsOf(other).flatMap((served) => (served.url === "/" ? [{ other, served }] : []));
    roots.set(other.service, [...(roots.get(other.service) ?? []), ...root]);
  }
  return roots;
}

/** Aliases of sites by their folders, and by all folders above these: a server may have thousands of each. */
function aliasesByFolder(sites: readonly Site[]): Record<"at" | "below", ReadonlyMap<string, readonly Mapped[]>> {
  const at = new Map<string, Mapped[]>();
  const below = new Map<string, Mapped[]>();
  const add = (map: Map<string, Mapped[]>, folder: string, mapped: Mapped) => {
    const known = map.get(folder);
    if (known === undefined) map.set(folder, [mapped]);
    else known.push(mapped);
  };
  for (const other of sites) {
    for (const served of mappingsOf(other)) {
      if (served.url === "/") continue;
      add(at, served.folder, { other, served });
      for (const above of containing(served.folder)) add(below, above, { other, served });
    }
  }
  return { at, below };
}

/** Everything is below `/`, too. */
function containing(folder: string): string[] {
  return folder === "/" ? [] : [...foldersAbove(folder), "/"];
}

interface Around extends Mapped {
  readonly site: Site;
  /** Restricted path of the site, and a folder that it shows. */
  readonly route: string;
  readonly folder: string;
}

function leadsAround({ site, route, folder, other, served }: Around): ApacheFinding[] {
  const { service } = other;
  const rest = isUnder(folder, served.folder) ? folder.slice(served.folder.length) : undefined;
  if (rest === undefined && !isUnder(served.folder, folder)) return [];
  const url = `${served.url === "/" ? "" : served.url}${rest ?? ""}` || "/";
  const longest = mappingsOf(other).filter((one) => one.url !== "/" && isUnder(url, one.url));
  if (longest.some((one) => one.url.length > served.url.length)) return [];
  const isRestricted = service.routes.some(({ access, path }) => access !== undefined && isUnder(url, path));
  if (service === site.service && isRestricted) return [];
  return [
    {
      code: "apache/around-route",
      message: `${served.what} of ${service.name} serves at ${url} files that route ${route} of ${site.service.name} restricts: ${folder}`,
      at: served.at,
      notes: [{ message: "restricted here", at: at(site.service, "routes", route) }],
      help: "serve another folder, or restrict this path with a route too",
      subject: { kind: "service", name: service.name },
    },
  ];
}

/** A site may be on many servers. */
const mappingsOf = oncePer(({ service, root }: Site): readonly Served[] => {
  const { aliases = {} } = service.spec.apache ?? {};
  return [
    { url: "/", folder: root, what: "document_root", at: keyAt(service, "apache", "document_root") },
    ...Object.entries(aliases).map(([url, folder]) => ({
      ...{ url, folder, what: `alias ${url}` },
      at: at(service, "apache", "aliases", url),
    })),
  ];
});

/** Folders that a path of a site shows: the one that it leads to, and those of aliases below it. */
function foldersOf(site: Site, path: string): string[] {
  const mappings = mappingsOf(site);
  const [own] = mappings.filter(({ url }) => isUnder(path, url)).sort((a, b) => b.url.length - a.url.length);
  const below = mappings.filter(({ url }) => url !== path && isUnder(url, path)).map(({ folder }) => folder);
  if (own === undefined) return below;
  const rest = own.url === "/" ? path : path.slice(own.url.length);
  return [`${own.folder}${rest === "/" ? "" : rest}`, ...below];
}
