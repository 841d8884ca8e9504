import type { CatalogFiles } from "../../catalog/read/read-catalog.ts";
import type { ValidDefinitions } from "../../catalog/validate/validate-definitions.ts";
import type { Report } from "../../contract/finding.ts";
import type { Service } from "../../contract/fleet.ts";
import type { Tree } from "../../contract/tree.ts";
import { record, replay } from "../../diagnostics/record.ts";
import { resolveService } from "../layers/resolve-services.ts";
import { byKey } from "./by-key.ts";
import type { KeptService, LinkMemory } from "./link-memory.ts";
import { linkService } from "./link-service.ts";
import type { LinkedSurroundings } from "./link-surroundings.ts";
import { reportAbout } from "./linking.ts";

/**
 * Merges and links each service that has changed since the last time, or whose surroundings have. Broken ones are left out.
 * @param named contents of the files that services name; filled
 */
export function linkServices(
  definitions: ValidDefinitions,
  surroundings: LinkedSurroundings,
  { files, named }: { readonly files: CatalogFiles; readonly named: Map<string, string> },
  report: Report,
  memory: LinkMemory,
): ReadonlyMap<string, Service> {
  const services = new Map<string, Service>();
  const vips = surroundings.things.vips.things;
  for (const vip of vips.values()) vip.services.length = 0;
  for (const [name, written] of [...definitions.valid.services].sort(byKey)) {
    const kept = memory.services.get(written);
    const isCurrent = kept?.surroundings === surroundings && areSame(kept.pages, files);
    const { linked, pages } = isCurrent ? kept : linkAnew(name, written, surroundings, files, memory);
    for (const [path, text] of pages) named.set(path, text);
    const service = replay(linked, report);
    if (service === undefined) continue;
    services.set(name, service);
    if (service.vip.name !== undefined) vips.get(service.vip.name)?.services.push(service);
  }
  return services;
}

function linkAnew(
  name: string,
  written: Tree,
  surroundings: LinkedSurroundings,
  files: CatalogFiles,
  memory: LinkMemory,
): KeptService {
  const pages = new Map<string, string>();
  const linked = record((report): Service | undefined => {
    const merged = resolveService(name, written, surroundings, report);
    if (merged === undefined) return undefined;
    const inventory = { files, named: pages, ...surroundings.things };
    const about = reportAbout({ kind: "service", name }, report);
    return linkService(name, merged, { inventory, where: `services.${name}`, report: about });
  });
  const anew: KeptService = { surroundings, linked, pages };
  // A file that a broken one names may appear.
  if (linked.result !== undefined) memory.services.set(written, anew);
  return anew;
}

function areSame(pages: ReadonlyMap<string, string>, files: CatalogFiles): boolean {
  return [...pages].every(([path, text]) => {
    const file = files.read(path);
    return "text" in file && file.text === text;
  });
}
