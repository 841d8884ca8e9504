import type { CatalogFiles } from "../catalog/read-catalog.ts";
import type { Report } from "../contract/finding.ts";
import type { Certificate, ExtraPort, Network, Service, Team } from "../contract/fleet.ts";
import { find, type MapTree, nearest } from "../contract/tree.ts";
import { byKey } from "./entry-order.ts";
import { linkBackends } from "./link-backends.ts";
import { linkCheck } from "./link-check.ts";
import { linkAccess, linkFrontends, linkRedirects, linkRoutes } from "./link-frontends.ts";
import { linkMonitoring, linkTimeouts } from "./link-monitoring.ts";
import { followNodes, type LinkedNodes, linkExtraPort } from "./link-nodes.ts";
import { linkOwnVip, type OpenVip } from "./link-vips.ts";
import { elements, follow, type NameTable, textOf } from "./references.ts";
import type { MergedService } from "./resolve-services.ts";

/** Everything that a service may name. */
export interface Inventory {
  readonly networks: NameTable<Network>;
  readonly teams: NameTable<Team>;
  readonly certificates: NameTable<Certificate>;
  readonly vips: NameTable<OpenVip>;
  /** `defaults.vip`, where the catalog has it. */
  readonly ofVips: MapTree | undefined;
  readonly sites: NameTable<string>;
  readonly linked: LinkedNodes;
  readonly files: CatalogFiles;
  /** Texts of the files that services name; filled. */
  readonly named: Map<string, string>;
}

/** Links one service; undefined where something that it names is unknown or wrong. All such findings are reported. */
export function linkService(
  name: string,
  merged: MergedService,
  inventory: Inventory,
  report: Report,
): Service | undefined {
  const { spec, tree, profiles } = merged;
  const where = `services.${name}`;
  let sound = true;
  const required = <T>(value: T | undefined): T | undefined => {
    if (value === undefined) sound = false;
    return value;
  };
  const owner =
    spec.owner === undefined
      ? undefined
      : required(follow(inventory.teams, spec.owner, nearest(tree, ["owner"]), `${where}.owner`, report));
  const vip = required(findVip(tree, where, inventory, report));
  const access = required(linkAccess(find(tree, ["access"]), where, inventory, report));
  const nodes = required(
    followNodes(find(tree, ["balance", "nodes"]), inventory.linked, `${where}.balance.nodes`, report),
  );
  for (const site of elements(find(tree, ["balance", "prefer"]))) {
    required(follow(inventory.sites, textOf(site), site, `${where}.balance.prefer`, report));
  }
  const backends = required(linkBackends(tree, spec, where, inventory, report));
  const frontends = required(backends && linkFrontends(tree, spec, backends, where, inventory, report));
  const routes = required(backends && linkRoutes(tree, spec, backends, where, inventory, report));
  const ports = required(linkPorts(tree, where, inventory, report));
  if (!sound || !vip || !access || !nodes || !backends || !frontends || !routes || !ports) return undefined;
  const service: Service = {
    name,
    spec,
    tree,
    profiles,
    state: spec.state,
    ...(owner === undefined ? {} : { owner }),
    vip,
    hostnames: spec.hostnames ?? [],
    access,
    balance: { by: spec.balance.by, nodes, prefer: spec.balance.prefer ?? [] },
    timeouts: linkTimeouts(spec.timeouts),
    frontends,
    backends,
    routes,
    redirects: linkRedirects(tree, spec),
    health: {
      ...(spec.health?.check === undefined ? {} : { check: linkCheck(spec.health.check) }),
      ...(spec.health?.minimum_members === undefined ? {} : { minimumMembers: spec.health.minimum_members }),
    },
    ports,
    monitoring: linkMonitoring(tree, spec),
  };
  vip.services.push(service);
  return service;
}

function findVip(tree: MapTree, where: string, { vips, ofVips }: Inventory, report: Report): OpenVip | undefined {
  const written = nearest(tree, ["vip"]);
  if (written.kind === "map") return linkOwnVip(written, ofVips, report);
  return follow(vips, textOf(written), written, `${where}.vip`, report);
}

function linkPorts(
  tree: MapTree,
  where: string,
  { linked, networks }: Inventory,
  report: Report,
): ExtraPort[] | undefined {
  const written = tree.entries["ports"];
  if (written?.kind !== "map") return [];
  const ports: ExtraPort[] = [];
  let sound = true;
  for (const [name, port] of Object.entries(written.entries).sort(byKey)) {
    if (port.kind !== "map") continue;
    const place = `${where}.ports.${name}`;
    const nodes = followNodes(port.entries["nodes"], linked, `${place}.nodes`, report);
    const extra = linkExtraPort(name, port, nodes ?? [], linked, networks, place, report);
    if (nodes === undefined || extra === undefined) sound = false;
    else ports.push(extra);
  }
  return sound ? ports : undefined;
}
