import { at } from "../../../src/contract/origin.ts";
import { oncePer } from "../../../src/fleet/once-per.ts";
import { foldersAbove } from "../../../src/fleet/paths.ts";
import type { WebServer } from "../model.ts";
import type { Site } from "../sites.ts";
import type { ApacheFinding } from "./apache-finding.ts";

/** Folders that two services on one web server both serve, or that are nested. */
export function lintRoots(servers: readonly WebServer[]): ApacheFinding[] {
  const drafts = new Map<string, ApacheFinding>();
  for (const { node, nested } of servers.map(nestedRoots)) {
    for (const { site, other } of nested) {
      const key = `${site.service.name} ${other.service.name}`;
      if (!drafts.has(key)) drafts.set(key, draft(site, other, node.name));
    }
  }
  return [...drafts.values()];
}

/** Sites of a server whose root is that of another service's site, or inside it. */
const nestedRoots = oncePer(({ node, sites }: WebServer) => {
  const byRoot = new Map<string, Site>();
  for (const site of sites) if (!byRoot.has(site.root)) byRoot.set(site.root, site);
  const nested = sites.flatMap((site) =>
    [site.root, ...foldersAbove(site.root)].flatMap((folder) => {
      const other = byRoot.get(folder);
      return other === undefined || other.service === site.service ? [] : [{ site, other }];
    }),
  );
  return { node, nested };
});

function draft({ service, root }: Site, other: Site, node: string): ApacheFinding {
  const inside = root === other.root ? "" : `, which is inside ${other.root}`;
  return {
    code: "apache/document-root-shared",
    message: `${service.name} and ${other.service.name} serve the same files on ${node}: ${root}${inside}`,
    at: at(service, "apache", "document_root"),
    notes: [
      { message: `${other.service.name} serves ${other.root}`, at: at(other.service, "apache", "document_root") },
    ],
    help: "serve different folders, or merge the services",
    subject: { kind: "service", name: service.name },
  };
}
