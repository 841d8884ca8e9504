import type { CatalogFiles } from "../../catalog/read/read-catalog.ts";
import { NO_FLEET } from "../../catalog/validate/find-fleet.ts";
import type { ValidDefinitions } from "../../catalog/validate/validate-definitions.ts";
import type { Report } from "../../contract/finding.ts";
import type { Fleet, Profile, Service } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { elements, find, type Tree } from "../../contract/tree.ts";
import { checkBottomLayer } from "../layers/merge-layers.ts";
import { collectProfiles, type ProfileLayers } from "../layers/profile-layers.ts";
import { type MergedFleet, resolveFleet, resolveNodes } from "../layers/resolve-nodes.ts";
import { resolveServices } from "../layers/resolve-services.ts";
import { byKey } from "./by-key.ts";
import { expandMembers, followNodes } from "./follow-nodes.ts";
import { linkCertificates, linkNetworks, linkTeams } from "./link-inventory.ts";
import { linkNetworkRefs, parsePrefixes } from "./link-network-refs.ts";
import { linkNodes } from "./link-nodes.ts";
import { linkService } from "./link-service.ts";
import { linkFallbacks, linkVips, vipDefaults } from "./link-vips.ts";
import { type Inventory, inside, type Linking, type NameTable, reportAbout } from "./linking.ts";

/**
 * Merges all layers, follows all names, and puts what is valid into the fleet.
 * @returns undefined if the fleet's own section has errors; otherwise broken nodes and services are left out.
 */
export function linkFleet(definitions: ValidDefinitions, files: CatalogFiles, report: Report): Fleet | undefined {
  if (definitions.fleet === undefined && !definitions.broken.has("fleet")) report(NO_FLEET);
  const fleet = definitions.fleet === undefined ? undefined : resolveFleet(definitions.fleet, report);
  checkUnlayered(definitions, report);
  const sites = linkSites(fleet);
  const networks = linkNetworks(definitions, report);
  const ofVips = vipDefaults(definitions, report);
  const vips = linkVips(definitions, ofVips, report);
  const linked = linkNodes(resolveNodes(definitions, report), { sites, networks }, definitions, report);
  const expand = (name: Tree) => expandMembers(name, linked, report);
  const profiles = collectProfiles(definitions, expand, report);
  const merged = resolveServices(definitions, profiles, expand, report);
  const inventory: Inventory = {
    ...linked,
    ...{ sites, networks, vips, ofVips, files, named: new Map() },
    teams: linkTeams(definitions),
    certificates: linkCertificates(definitions),
  };
  const services = new Map<string, Service>();
  for (const [name, service] of [...merged].sort(byKey)) {
    const about = reportAbout({ kind: "service", name }, report);
    const sound = linkService(name, service, { inventory, where: `services.${name}`, report: about });
    if (sound !== undefined) services.set(name, sound);
  }
  linkFallbacks(vips, services, definitions, report);
  const own = fleet && linkOwnKeys(fleet, { inventory, where: "fleet", report });
  if (own === undefined) return undefined;
  return {
    ...own,
    networks: sorted(networks.things),
    teams: sorted(inventory.teams.things),
    groups: sorted(linked.groups.things),
    vips: sorted(vips.things),
    certificates: sorted(inventory.certificates.things),
    nodes: linked.nodes.things,
    profiles: sorted(toProfiles(profiles)),
    services,
    files: inventory.named,
  };
}

function linkSites(fleet: MergedFleet | undefined): NameTable<string> {
  const names = fleet?.spec.sites ?? [];
  return { kind: "site", things: new Map(names.map((site) => [site, site])), broken: new Set() };
}

/** Sections whose definitions inherit nothing. */
const UNLAYERED = ["networks", "teams", "groups", "certificates"] as const;

function checkUnlayered({ valid }: ValidDefinitions, report: Report): void {
  for (const section of UNLAYERED) {
    for (const [name, tree] of valid[section]) checkBottomLayer(tree, `${section}.${name}`, report);
  }
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
