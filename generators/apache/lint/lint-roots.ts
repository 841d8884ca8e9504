import { at } from "../../../src/contract/origin.ts";
import { foldersAbove } from "../../../src/fleet/paths.ts";
import type { WebServer } from "../model.ts";
import type { Site } from "../sites.ts";
import type { ApacheFinding } from "./apache-finding.ts";

/** Folders that two services on one web server both serve, or that are nested. */
export function lintRoots(servers: readonly WebServer[]): ApacheFinding[] {
  const drafts = new Map<string, ApacheFinding>();
  for (const { node, sites } of servers) {
    const byRoot = new Map<string, Site>();
    for (const site of sites) if (!byRoot.has(site.root)) byRoot.set(site.root, site);
    for (const site of sites) {
      for (const folder of [site.root, ...foldersAbove(site.root)]) {
        const other = byRoot.get(folder);
        if (other === undefined || other.service === site.service) continue;
        const key = `${site.service.name} ${other.service.name}`;
        if (!drafts.has(key)) drafts.set(key, draft(site, other, node.name));
      }
    }
  }
  return [...drafts.values()];
}

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
