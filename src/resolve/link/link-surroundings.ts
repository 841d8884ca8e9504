import { NO_FLEET } from "../../catalog/validate/find-fleet.ts";
import type { ValidDefinitions } from "../../catalog/validate/validate-definitions.ts";
import type { Report } from "../../contract/finding.ts";
import { checkBottomLayer } from "../layers/merge-layers.ts";
import { collectProfiles, type ProfileLayers } from "../layers/profile-layers.ts";
import { type MergedFleet, resolveFleet, resolveNodes } from "../layers/resolve-nodes.ts";
import { type Beneath, type Expand, stackServiceLayers } from "../layers/resolve-services.ts";
import { expandMembers } from "./follow-nodes.ts";
import { linkCertificates, linkNetworks, linkTeams } from "./link-inventory.ts";
import { linkNodes } from "./link-nodes.ts";
import { linkVips, vipDefaults } from "./link-vips.ts";
import type { Inventory, NameTable } from "./linking.ts";

/** Everything of a catalog but its services. */
export interface LinkedSurroundings {
  /** Absent if the fleet's own section is broken. */
  readonly fleet: MergedFleet | undefined;
  /** What services may refer to. */
  readonly things: Omit<Inventory, "files" | "named">;
  readonly profiles: ProfileLayers;
  readonly expand: Expand;
  readonly beneath: Beneath | undefined;
}

/** Merges the layers and follows the names of everything but services. */
export function linkSurroundings(definitions: ValidDefinitions, report: Report): LinkedSurroundings {
  if (definitions.fleet === undefined && !definitions.broken.has("fleet")) report(NO_FLEET);
  const fleet = definitions.fleet === undefined ? undefined : resolveFleet(definitions.fleet, report);
  checkUnlayered(definitions, report);
  const sites = linkSites(fleet);
  const networks = linkNetworks(definitions, report);
  const ofVips = vipDefaults(definitions, report);
  const vips = linkVips(definitions, ofVips, report);
  const linked = linkNodes(resolveNodes(definitions, report), { sites, networks }, definitions, report);
  const expand: Expand = (name, note) => expandMembers(name, linked, note);
  const profiles = collectProfiles(definitions, (name) => expand(name, report), report);
  return {
    fleet,
    things: {
      ...linked,
      ...{ sites, networks, vips, ofVips },
      teams: linkTeams(definitions),
      certificates: linkCertificates(definitions),
    },
    ...{ profiles, expand },
    beneath: stackServiceLayers(definitions, profiles, expand, report),
  };
}

/**
 * What the surroundings follow from: as long as all of it is the same, so are they.
 * @returns trees and names of broken definitions
 */
export function causesOfSurroundings({ valid, broken }: ValidDefinitions): readonly unknown[] {
  const { services: _, ...sections } = valid;
  const trees = Object.values(sections).flatMap((section) => [...section.values()]);
  return [...trees, ...[...broken].filter((name) => !name.startsWith("services."))];
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
