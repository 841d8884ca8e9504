import type { Backend, ExtraPort, Service } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { elements, find, type MapTree, nearest, textOf } from "../../contract/tree.ts";
import type { MergedService } from "../layers/resolve-services.ts";
import { byKey } from "./by-key.ts";
import { followNodes } from "./follow-nodes.ts";
import { linkAccess } from "./link-access.ts";
import { linkBackends } from "./link-backends.ts";
import { linkCheck } from "./link-check.ts";
import { linkFrontends } from "./link-frontends.ts";
import { linkMonitoring, linkTimeouts } from "./link-monitoring.ts";
import { linkExtraPort } from "./link-ports.ts";
import { linkRedirects, linkRoutes } from "./link-routes.ts";
import { linkOwnVip } from "./link-vips.ts";
import { inside, type Linking, type NameTable, type OpenVip } from "./linking.ts";
import { follow, followOptional } from "./references.ts";

/** Links one service; undefined if it refers to something unknown or wrong. All such findings are reported. */
export function linkService(name: string, merged: MergedService, linking: Linking): Service | undefined {
  const { spec, tree, profiles } = merged;
  const { inventory } = linking;
  const owner = followOptional(inventory.teams, find(tree, ["owner"]), inside(linking, "owner"));
  const vip = findVip(tree, linking);
  const access = linkAccess(tree, linking);
  const nodes = followNodes(find(tree, ["balance", "nodes"]), inside(linking, "balance", "nodes"));
  const prefer = elements(find(tree, ["balance", "prefer"])).map((site) =>
    follow(inventory.sites, textOf(site), site, inside(linking, "balance", "prefer")),
  );
  const backends = linkBackends(merged, linking);
  const table = backends && byName(backends);
  const frontends = table && linkFrontends(merged, table, linking);
  const routes = table && linkRoutes(merged, table, linking);
  const ports = linkPorts(tree, inside(linking, "ports"));
  if (owner === null || prefer.includes(undefined)) return undefined;
  if (!vip || !access || !nodes || !backends || !frontends || !routes || !ports) return undefined;
  const service: Service = {
    name,
    spec,
    tree,
    profiles,
    state: spec.state,
    ...present({ owner }),
    vip,
    hostnames: spec.hostnames ?? [],
    access,
    balance: { by: spec.balance.by, nodes, prefer: spec.balance.prefer ?? [] },
    timeouts: linkTimeouts(spec.timeouts),
    frontends,
    backends,
    routes,
    redirects: linkRedirects(merged),
    health: {
      ...(spec.health?.check === undefined ? {} : { check: linkCheck(spec.health.check) }),
      ...present({ minimumMembers: spec.health?.minimum_members }),
    },
    ports,
    monitoring: linkMonitoring(merged),
  };
  // One that services share gets them all at once, sorted: see linkServices.
  if (vip.name === undefined) vip.services.push(service);
  return service;
}

function findVip(tree: MapTree, linking: Linking): OpenVip | undefined {
  const { vips, ofVips } = linking.inventory;
  const written = nearest(tree, ["vip"]);
  if (written.kind === "map") return linkOwnVip(written, ofVips, linking.report);
  return follow(vips, textOf(written), written, inside(linking, "vip"));
}

function byName(backends: readonly Backend[]): NameTable<Backend> {
  return { kind: "backend", things: new Map(backends.map((backend) => [backend.name, backend])), broken: new Set() };
}

function linkPorts(tree: MapTree, linking: Linking): ExtraPort[] | undefined {
  const written = tree.entries["ports"];
  if (written?.kind !== "map") return [];
  const ports: ExtraPort[] = [];
  let sound = true;
  for (const [name, port] of Object.entries(written.entries).sort(byKey)) {
    if (port.kind !== "map") continue;
    const here = inside(linking, name);
    const nodes = followNodes(port.entries["nodes"], inside(here, "nodes"));
    const extra = linkExtraPort(name, port, nodes ?? [], here);
    if (nodes === undefined || extra === undefined) sound = false;
    else ports.push(extra);
  }
  return sound ? ports : undefined;
}
