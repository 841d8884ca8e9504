import { compareText } from "../../src/contract/compare-text.ts";
import { type Backend, FAMILIES, type Family, type Fleet, type Node, type Service } from "../../src/contract/fleet.ts";
import { present } from "../../src/contract/present.ts";
import { byAddresses } from "../../src/fleet/by-addresses.ts";
import { isEmitted } from "../../src/fleet/emitted.ts";
import { oncePerList } from "../../src/fleet/once-per-list.ts";
import { type CatalogCommand, catalogCommands } from "./catalog-commands.ts";
import { certificateChecks } from "./monitored/certificates.ts";
import { usedBackends, type WatchedPool } from "./monitored/pools.ts";
import { type Told, toldOfNodes } from "./monitored/recipients.ts";
import { type Roster, rosterOf } from "./monitored/roster.ts";
import { type ServiceChecks, serviceChecks } from "./monitored/service-checks.ts";
import { type WatchedSession, watchedSessions } from "./monitored/sessions.ts";
import type { VipCheck } from "./monitored/vip-checks.ts";
import { vipName } from "./names.ts";

/** A VIP, and who holds it. */
export interface HeldVip {
  /** `vip:web` */
  readonly name: string;
  readonly families: readonly Family[];
  readonly addresses: { readonly ipv4?: string; readonly ipv6?: string };
  /** Services that are configured, sorted by name. */
  readonly services: readonly Service[];
  /** Nodes that hold it, sorted by name. */
  readonly nodes: readonly Node[];
}

/** A VIP with its checks. */
export interface WatchedVip extends HeldVip {
  readonly checks: readonly VipCheck[];
}

/** A backend for which HAProxy is queried, because its members cannot be checked, or not through its VIP. */
export interface HaproxyView {
  readonly service: Service;
  readonly backend: Backend;
  /** Whether this is the only check that pages: no check at the VIP is answered by the members. */
  readonly pages: boolean;
}

/** All decisions: all claims, findings and output follow from them. */
export interface Model {
  readonly fleet: Fleet;
  readonly roster: Roster;
  /** Nodes that run programs: agents and monitoring hosts. */
  readonly able: ReadonlySet<Node>;
  /** Services that are configured, sorted by name. */
  readonly services: readonly Service[];
  /** Sorted by name. */
  readonly vips: readonly WatchedVip[];
  readonly pools: readonly WatchedPool[];
  readonly views: readonly HaproxyView[];
  readonly sessions: readonly WatchedSession[];
  /** Programs named in the catalog. */
  readonly commands: readonly CatalogCommand[];
  readonly toldOfNode: (node: Node) => Told;
}

/** What is monitored, from where, and who is paged. */
export function buildModel(fleet: Fleet): Model {
  const roster = rosterOf(fleet);
  const able = ableNodes(roster);
  const nothing = { vips: [], pools: [], views: [], sessions: [] };
  const services = watchedServices(fleet);
  const common = {
    ...{ fleet, roster, able, services },
    commands: catalogCommands(services),
    toldOfNode: toldOfNodes(fleet, services),
  };
  if (roster.masters.length === 0) return { ...common, ...nothing };
  const checksOf = serviceChecks(fleet);
  const all = services.map(checksOf);
  return {
    ...common,
    vips: heldVips(services).map((vip) => ({
      ...vip,
      checks: [
        ...vip.services.flatMap((service) => checksOf(service).checks),
        ...certificateChecks(fleet, vip.services, roster.masters),
      ],
    })),
    pools: all.flatMap(({ pools }) => pools),
    views: viewsOf(services, all),
    sessions: watchedSessions(fleet, able),
  };
}

/** Nodes that run programs: agents and monitoring hosts. */
export function ableNodes({ masters, agents }: Roster): ReadonlySet<Node> {
  return new Set([...masters, ...agents.map(({ node }) => node)]);
}

/** Services that are configured, sorted by name. */
export function watchedServices(fleet: Fleet): readonly Service[] {
  return [...fleet.services.values()].filter(isEmitted).sort((a, b) => compareText(a.name, b.name));
}

/** VIPs of services, sorted by name. */
export function heldVips(services: readonly Service[]): HeldVip[] {
  return byAddresses(services)
    .flatMap(heldVip)
    .sort((a, b) => compareText(a.name, b.name));
}

const heldVip = oncePerList((sharing: readonly Service[]): readonly HeldVip[] => {
  const [first] = sharing;
  if (first === undefined) return [];
  const { vip } = first;
  const { ipv4, ipv6 } = vip;
  const nodes = new Set(sharing.flatMap((service) => service.balance.nodes));
  return [
    {
      name: vipName(vip, first),
      families: FAMILIES.filter((family) => vip[family] !== undefined),
      addresses: { ...present({ ipv4 }), ...present({ ipv6 }) },
      services: sharing,
      nodes: [...nodes].filter((node) => node.state !== "planned").sort((a, b) => compareText(a.name, b.name)),
    },
  ];
});

/** Sorted by service and backend. */
function viewsOf(services: readonly Service[], all: readonly ServiceChecks[]): HaproxyView[] {
  const open = new Set(all.flatMap(({ unasked }) => unasked.map(({ backend }) => backend)));
  const answering = new Set(all.flatMap(({ checks }) => checks.map(({ backend }) => backend)));
  return services.flatMap((service) =>
    usedBackends(service).flatMap((backend) => {
      const pages = !answering.has(backend);
      const isOpen = open.has(backend) || !service.monitoring.checksMembers;
      return pages || isOpen ? [{ service, backend, pages }] : [];
    }),
  );
}
