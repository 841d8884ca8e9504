import { compareText } from "../../src/contract/compare-text.ts";
import type { Fleet, Node, Service } from "../../src/contract/fleet.ts";
import { isEmitted } from "../../src/fleet/emitted.ts";
import { oncePer } from "../../src/fleet/once-per.ts";
import { oncePerList } from "../../src/fleet/once-per-list.ts";
import { oncePerPair } from "../../src/fleet/once-per-pair.ts";
import { type Site, sitesOfService } from "./sites.ts";
import { monitoringAddresses } from "./trusted.ts";

/** A port that Apache listens at, with the settings that all sites there share. */
export interface Listen {
  readonly port: number;
  /** Sites reached at it, sorted by service; never empty. */
  readonly sites: readonly Site[];
  /** Whether connections begin with a PROXY header. */
  readonly proxy: boolean;
  /** Whether TLS is terminated here. */
  readonly tls: boolean;
}

/** What a node's Apache does. */
export interface WebServer {
  readonly node: Node;
  /** Sorted by service. */
  readonly sites: readonly Site[];
  /** Sorted by port. */
  readonly listens: readonly Listen[];
}

/** What a node's Apache does; undefined if it has no site. */
export function webServerOf({ servers }: Model, node: Node): WebServer | undefined {
  return servers.find((server) => server.node === node);
}

/** Nodes with Apache configured. */
export function isWebServer(node: Node): boolean {
  return node.managed && node.state !== "planned" && node.roles.has("web-server") && node.spec.emit?.apache !== false;
}

/** Services with any output, sorted by name. */
export function emittedServices(fleet: Fleet): Service[] {
  return [...fleet.services.values()].filter(isEmitted).sort((a, b) => compareText(a.name, b.name));
}

/** All decisions; files, claims and findings follow from them. */
export interface Model {
  readonly fleet: Fleet;
  /** Nodes with sites, sorted by name. */
  readonly servers: readonly WebServer[];
  /** Addresses that monitoring hosts check members from, sorted. */
  readonly monitoring: readonly string[];
}

/** Which web server has which sites. */
export function buildModel(fleet: Fleet): Model {
  return { fleet, servers: webServers(fleet), monitoring: monitoringAddresses(fleet) };
}

/** The sites of a service, as long as it has not changed. */
const shared = oncePerPair<ReadonlyMap<Node, readonly Site[]>>();

function webServers(fleet: Fleet): WebServer[] {
  const byNode = new Map<Node, Site[]>();
  for (const service of emittedServices(fleet)) {
    const ofService = shared(fleet.nodes, service, () => sitesOfService(service, fleet, isWebServer));
    for (const [node, sites] of ofService) {
      const known = byNode.get(node);
      if (known === undefined) byNode.set(node, [...sites]);
      else known.push(...sites);
    }
  }
  return [...byNode].sort(([a], [b]) => compareText(a.name, b.name)).map(([node, sites]) => serverAt(node)(sites));
}

/** As long as a node's sites are the same, so is its web server. */
const serverAt = oncePer((node: Node) =>
  oncePerList((sites: readonly Site[]): WebServer => ({ node, sites, listens: listensOf(sites) })),
);

function listensOf(sites: readonly Site[]): Listen[] {
  const byPort = new Map<number, Site[]>();
  for (const site of sites) {
    for (const { port } of site.ports) {
      const known = byPort.get(port);
      if (known === undefined) byPort.set(port, [site]);
      else known.push(site);
    }
  }
  return [...byPort]
    .sort(([a], [b]) => a - b)
    .map(([port, there]) => ({
      port,
      sites: there,
      proxy: there.some((site) => site.ports.some((own) => own.port === port && own.proxy)),
      tls: there.some((site) => site.certificate !== undefined),
    }));
}
