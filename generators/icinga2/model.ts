import { compareText } from "../../src/contract/compare-text.ts";
import { type Backend, FAMILIES, type Family, type Fleet, type Node, type Service } from "../../src/contract/fleet.ts";
import { present } from "../../src/contract/present.ts";
import { isEmitted } from "../../src/fleet/emitted.ts";
import { oncePerService } from "../../src/fleet/once-per-service.ts";
import { type CatalogCommand, catalogCommands } from "./catalog-commands.ts";
import { certificateChecks } from "./monitored/certificates.ts";
import { memberPools, usedBackends, type WatchedPool } from "./monitored/pools.ts";
import { type Told, toldOfNodes } from "./monitored/recipients.ts";
import { type Roster, rosterAmid } from "./monitored/roster.ts";
import { type WatchedSession, watchedSessions } from "./monitored/sessions.ts";
import { type Unasked, type VipCheck, vipQuestions } from "./monitored/vip-checks.ts";
import { vipName } from "./names.ts";

/** A VIP with its checks. */
export interface WatchedVip {
  /** `vip:web` */
  readonly name: string;
  readonly families: readonly Family[];
  readonly addresses: { readonly ipv4?: string; readonly ipv6?: string };
  /** Services that are configured, sorted by name. */
  readonly services: readonly Service[];
  /** Nodes that hold it, sorted by name. */
  readonly nodes: readonly Node[];
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
  readonly unasked: readonly Unasked[];
  /** Programs named in the catalog. */
  readonly commands: readonly CatalogCommand[];
  readonly toldOfNode: (node: Node) => Told;
}

/** How a service is asked at its VIP, and its members, as long as it has not changed. */
const questionsOf = oncePerService((service, fleet) => vipQuestions(fleet, service, rosterAmid(fleet).masters));
const poolsOf = oncePerService((service, fleet) => memberPools(fleet, service, rosterAmid(fleet).masters));

/** What is monitored, from where, and who is paged. */
export function buildModel(fleet: Fleet): Model {
  const roster = rosterAmid(fleet);
  const able = new Set([...roster.masters, ...roster.agents.map((agent) => agent.node)]);
  const nothing = { vips: [], pools: [], views: [], sessions: [], unasked: [] };
  const services = [...fleet.services.values()].filter(isEmitted).sort((a, b) => compareText(a.name, b.name));
  const common = {
    ...{ fleet, roster, able, services },
    commands: catalogCommands(services),
    toldOfNode: toldOfNodes(fleet, services),
  };
  if (roster.masters.length === 0) return { ...common, ...nothing };
  const questions = services.map((service) => questionsOf(service, fleet));
  const asked = questions.flatMap(({ checks }) => checks);
  const pools = services.map((service) => poolsOf(service, fleet));
  const unasked = [...questions, ...pools].flatMap((each) => each.unasked);
  return {
    ...common,
    unasked,
    vips: watchedVips(services, (sharing) => [
      ...sharing.flatMap((service) => questionsOf(service, fleet).checks),
      ...certificateChecks(fleet, sharing, roster.masters),
    ]),
    pools: pools.flatMap((each) => each.pools),
    views: viewsOf(services, unasked, asked),
    sessions: watchedSessions(fleet, able),
  };
}

function watchedVips(
  services: readonly Service[],
  checksOf: (sharing: readonly Service[]) => VipCheck[],
): WatchedVip[] {
  const byAddress = new Map<string, [Service, ...Service[]]>();
  for (const service of services) {
    const key = `${service.vip.ipv4 ?? ""} ${service.vip.ipv6 ?? ""}`;
    const sharing = byAddress.get(key);
    if (sharing === undefined) byAddress.set(key, [service]);
    else sharing.push(service);
  }
  const vips = [...byAddress.values()].map((sharing): WatchedVip => {
    const { vip } = sharing[0];
    let checks: readonly VipCheck[] | undefined;
    const { ipv4, ipv6 } = vip;
    const nodes = new Set(sharing.flatMap((service) => service.balance.nodes));
    return {
      name: vipName(vip, sharing[0]),
      families: FAMILIES.filter((family) => vip[family] !== undefined),
      addresses: { ...present({ ipv4 }), ...present({ ipv6 }) },
      services: sharing,
      nodes: [...nodes].filter((node) => node.state !== "planned").sort((a, b) => compareText(a.name, b.name)),
      // Findings do without.
      get checks() {
        checks ??= checksOf(sharing);
        return checks;
      },
    };
  });
  return vips.sort((a, b) => compareText(a.name, b.name));
}

/** Sorted by service and backend. */
function viewsOf(
  services: readonly Service[],
  unasked: readonly Unasked[],
  checks: readonly VipCheck[],
): HaproxyView[] {
  const open = new Set(unasked.map(({ backend }) => backend));
  const answering = new Set(checks.map(({ backend }) => backend));
  return services.flatMap((service) =>
    usedBackends(service).flatMap((backend) => {
      const pages = !answering.has(backend);
      const isOpen = open.has(backend) || !service.monitoring.checksMembers;
      return pages || isOpen ? [{ service, backend, pages }] : [];
    }),
  );
}
