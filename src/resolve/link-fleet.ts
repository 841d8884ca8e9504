import { NO_FLEET } from "../catalog/find-fleet.ts";
import type { CatalogFiles } from "../catalog/read-catalog.ts";
import type { ValidDefinitions } from "../catalog/validate-definitions.ts";
import type { Report } from "../contract/finding.ts";
import type { Fleet, Network, PrefixSet, Profile, Service } from "../contract/fleet.ts";
import type { Fleet as FleetSpec } from "../contract/language.ts";
import { find, type MapTree, plain, type Tree } from "../contract/tree.ts";
import { oncePer } from "../fleet/once-per-fleet.ts";
import {
  linkCertificates,
  linkNetworkRefs,
  linkNetworks,
  linkTeams,
  namesOfBroken,
  parsePrefixes,
} from "./link-inventory.ts";
import { followNodes, type LinkedNodes, linkNodes } from "./link-nodes.ts";
import { linkService } from "./link-service.ts";
import { linkVips, type OpenVip, vipDefaults } from "./link-vips.ts";
import { checkBottomLayer } from "./merge-layers.ts";
import { collectProfiles, type ProfileLayers } from "./profile-layers.ts";
import { elements, follow, type NameTable, textOf } from "./references.ts";
import { resolveFleet, resolveNodes } from "./resolve-nodes.ts";
import { resolveServices } from "./resolve-services.ts";

/**
 * Merges all layers, follows all names, and joins what is sound into the fleet.
 * @returns undefined where the fleet's own section is wrong; broken nodes and services are left out otherwise.
 */
export function linkFleet(definitions: ValidDefinitions, files: CatalogFiles, report: Report): Fleet | undefined {
  reportNoFleet(definitions, report);
  const tree = definitions.fleet === undefined ? undefined : resolveFleet(definitions.fleet, report);
  const sites: NameTable<string> = {
    kind: "site",
    things: new Map(elements(tree?.entries["sites"]).map((site) => [textOf(site), textOf(site)])),
    broken: new Set(),
  };
  checkUnlayered(definitions, report);
  const networks = linkNetworks(definitions, report);
  const teams = linkTeams(definitions);
  const certificates = linkCertificates(definitions);
  const ofVips = vipDefaults(definitions, report);
  const vips = linkVips(definitions, ofVips, report);
  const linked = linkNodes(resolveNodes(definitions, report), sites, networks, definitions, report);
  const expand = (name: Tree) => expandMembers(name, linked, report);
  const profiles = collectProfiles(definitions, expand, report);
  const merged = resolveServices(definitions, profiles, expand, report);
  const named = new Map<string, string>();
  const inventory = { networks, teams, certificates, vips, ofVips, sites, linked, files, named };
  const services = new Map<string, Service>();
  for (const [name, service] of [...merged].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const sound = linkService(name, service, inventory, reportAbout(name, report));
    if (sound !== undefined) services.set(name, sound);
  }
  linkFallbacks(vips, services, definitions, report);
  const own = tree === undefined ? undefined : linkOwnKeys(tree, linked, networks, report);
  if (tree === undefined || own === undefined) return undefined;
  return {
    ...own,
    tree,
    networks: sorted(networks.things),
    teams: sorted(teams.things),
    groups: sorted(linked.groups.things),
    vips: sorted(vips.things),
    certificates: sorted(certificates.things),
    nodes: linked.nodes.things,
    profiles: sorted(toProfiles(profiles)),
    services,
    files: named,
  };
}

function reportNoFleet({ fleet, broken }: ValidDefinitions, report: Report): void {
  if (fleet !== undefined || broken.has("fleet")) return;
  report(NO_FLEET);
}

/** Sections whose definitions inherit nothing. */
const UNLAYERED = ["networks", "teams", "groups", "certificates"] as const;

function checkUnlayered({ valid }: ValidDefinitions, report: Report): void {
  for (const section of UNLAYERED) {
    for (const [name, tree] of valid[section]) checkBottomLayer(tree, `${section}.${name}`, report);
  }
}

/** What is wrong with a service is a finding about it, wherever the value stands. */
function reportAbout(service: string, report: Report): Report {
  return (draft) => report({ subject: { kind: "service", name: service }, ...draft });
}

/** Nodes that an element of `members` stands for; a group's are sorted by name. */
function expandMembers(name: Tree, linked: LinkedNodes, report: Report): readonly string[] {
  const withServers: Report = ({ help, ...draft }) => {
    const meant = help?.startsWith("did you mean") ? `${help} ` : "";
    report({ ...draft, help: `${meant}${serversOf(linked)}` });
  };
  return followNodes(name, linked, "members", withServers)?.map((node) => node.name) ?? [];
}

const MOST_SERVERS = 12;

/** What members may be: nodes that serve, and groups. */
const serversOf = oncePer(({ nodes, groups }: LinkedNodes): string => {
  const servers = [...nodes.things.values()].filter(({ roles }) => roles.has("server") || roles.has("web-server"));
  const names = servers.map(({ name }) => name).sort();
  const shown = names.slice(0, MOST_SERVERS).join(", ");
  const more = names.length > MOST_SERVERS ? ` and ${names.length - MOST_SERVERS} more` : "";
  const groupNames = [...groups.things.keys()].sort().slice(0, MOST_SERVERS).join(", ");
  return `members are nodes: ${shown}${more}${groupNames === "" ? "" : `; or groups: ${groupNames}`}`;
});

function linkFallbacks(
  vips: NameTable<OpenVip>,
  services: ReadonlyMap<string, Service>,
  definitions: ValidDefinitions,
  report: Report,
): void {
  const unsound = [...definitions.valid.services.keys()].filter((name) => !services.has(name));
  const table = {
    kind: "service",
    things: services,
    broken: new Set([...unsound, ...namesOfBroken(definitions, "services")]),
  };
  for (const [name, vip] of vips.things) {
    const written = find(vip.tree, ["fallback"]);
    if (written === undefined || (written.kind === "scalar" && written.value === null)) continue;
    const about: Report = (draft) => report({ subject: { kind: "vip", name }, ...draft });
    const fallback = follow(table, textOf(written), written, `vips.${name}.fallback`, about);
    if (fallback !== undefined) vip.fallback = fallback;
  }
}

type OwnKeys = Pick<Fleet, "name" | "spec" | "management" | "blocked" | "announce" | "memberFamily" | "acme">;

function linkOwnKeys(
  tree: MapTree,
  linked: LinkedNodes,
  networks: NameTable<Network>,
  report: Report,
): OwnKeys | undefined {
  const spec = plain(tree) as FleetSpec;
  const management = linkNetworkRefs(tree.entries["management"], networks, "fleet.management", report);
  const blocked: PrefixSet | undefined = linkNetworkRefs(tree.entries["blocked"], networks, "fleet.blocked", report);
  const announce = parsePrefixes(elements(tree.entries["announce"]), report);
  const acme =
    spec.acme === undefined ? [] : followNodes(find(tree, ["acme", "nodes"]), linked, "fleet.acme.nodes", report);
  if (!management || !blocked || !announce || !acme) return undefined;
  return {
    name: spec.name,
    spec,
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
      { name, builtin, tree, order, ...(description === undefined ? {} : { description }) },
    ]),
  );
}

function sorted<T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> {
  return new Map([...map].sort(([a], [b]) => (a < b ? -1 : 1)));
}
