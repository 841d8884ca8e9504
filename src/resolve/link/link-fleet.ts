import type { CatalogFiles } from "../../catalog/read/read-catalog.ts";
import type { ValidDefinitions } from "../../catalog/validate/validate-definitions.ts";
import type { Report } from "../../contract/finding.ts";
import type { Fleet, Profile } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { elements, find } from "../../contract/tree.ts";
import { record, replay } from "../../diagnostics/record.ts";
import type { ProfileLayers } from "../layers/profile-layers.ts";
import type { MergedFleet } from "../layers/resolve-nodes.ts";
import { byKey } from "./by-key.ts";
import { followNodes } from "./follow-nodes.ts";
import { type LinkMemory, newLinkMemory } from "./link-memory.ts";
import { linkNetworkRefs, parsePrefixes } from "./link-network-refs.ts";
import { linkServices } from "./link-services.ts";
import { causesOfSurroundings, type LinkedSurroundings, linkSurroundings } from "./link-surroundings.ts";
import { linkFallbacks } from "./link-vips.ts";
import { inside, type Linking } from "./linking.ts";

/**
 * Merges all layers, follows all names, and puts what is valid into the fleet.
 * @param memory of the last time that this catalog was linked; its fleet must not be used any more
 * @returns undefined if the fleet's own section has errors; otherwise broken nodes and services are left out.
 */
export function linkFleet(
  definitions: ValidDefinitions,
  files: CatalogFiles,
  report: Report,
  memory: LinkMemory = newLinkMemory(),
): Fleet | undefined {
  const surroundings = recallSurroundings(definitions, report, memory);
  const { fleet, things, profiles } = surroundings;
  const named = new Map<string, string>();
  const services = linkServices(definitions, surroundings, { files, named }, report, memory);
  linkFallbacks(things.vips, services, definitions, report);
  const own = fleet && linkOwnKeys(fleet, { inventory: { ...things, files, named }, where: "fleet", report });
  if (own === undefined) return undefined;
  return {
    ...own,
    networks: sorted(things.networks.things),
    teams: sorted(things.teams.things),
    groups: sorted(things.groups.things),
    vips: sorted(things.vips.things),
    certificates: sorted(things.certificates.things),
    nodes: things.nodes.things,
    profiles: sorted(toProfiles(profiles)),
    services,
    files: named,
  };
}

function recallSurroundings(definitions: ValidDefinitions, report: Report, memory: LinkMemory): LinkedSurroundings {
  const causes = causesOfSurroundings(definitions);
  const last = memory.surroundings;
  const isSame = last?.causes.length === causes.length && last.causes.every((cause, index) => cause === causes[index]);
  const linked = isSame ? last.linked : record((note) => linkSurroundings(definitions, note));
  memory.surroundings = { causes, linked };
  return replay(linked, report);
}

type OwnKeys = Pick<Fleet, "name" | "spec" | "tree" | "management" | "blocked" | "announce" | "memberFamily" | "acme">;

function linkOwnKeys({ spec, tree }: MergedFleet, linking: Linking): OwnKeys | undefined {
  const management = linkNetworkRefs(tree.entries["management"], inside(linking, "management"));
  const blocked = linkNetworkRefs(tree.entries["blocked"], inside(linking, "blocked"));
  const announce = parsePrefixes(elements(tree.entries["announce"]), linking.report);
  const acme =
    spec.acme === undefined ? [] : followNodes(find(tree, ["acme", "nodes"]), inside(linking, "acme", "nodes"));
  if (!management || !blocked || !announce || !acme) return undefined;
  return {
    name: spec.name,
    spec,
    tree,
    management,
    blocked,
    announce,
    memberFamily: spec.member_family,
    ...(spec.acme === undefined ? {} : { acme: { nodes: acme, port: spec.acme.port } }),
  };
}

function toProfiles(profiles: ProfileLayers): Map<string, Profile> {
  return new Map(
    [...profiles.layers].map(([name, { tree, order, builtin, description }]) => [
      name,
      { name, builtin, tree, order, ...present({ description }) },
    ]),
  );
}

function sorted<T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map([...map].sort(byKey));
}
