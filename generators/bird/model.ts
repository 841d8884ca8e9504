import { compareText } from "../../src/contract/compare-text.ts";
import { FAMILIES, type Family, type Fleet, type Node } from "../../src/contract/fleet.ts";
import { type RouterId, routerId } from "../../src/fleet/announce/router-id.ts";
import { type BgpSession, isAnnouncer, isReflector, isSpeaker, sessionsOf } from "../../src/fleet/announce/sessions.ts";
import { oncePer } from "../../src/fleet/once-per.ts";
import { type HostRoute, hostRoutes } from "./host-routes.ts";

export type Routes = Readonly<Record<Family, readonly HostRoute[]>>;

/** What a node does in BGP. Lists that nodes have in common are the same objects. */
export interface Speaker {
  readonly node: Node;
  readonly id: RouterId;
  readonly sessions: readonly BgpSession[];
  /** Addresses on its anycast interface; absent if its roles carry no VIPs. */
  readonly held?: Routes;
  /** Host routes that it may announce while they are healthy; none unless the node is active. */
  readonly announced: Routes;
}

/** All decisions; files, claims and findings follow from them. */
export interface Model {
  readonly fleet: Fleet;
  readonly routes: readonly HostRoute[];
  /** By node, sorted by name. */
  readonly speakers: ReadonlyMap<Node, Speaker>;
}

const NONE: Routes = { ipv4: [], ipv6: [] };

/** Nodes that BIRD's files are written for. Unmanaged routers and reflectors get theirs below `_peers`. */
export function writesFor(node: Node): boolean {
  if (!node.managed || node.state === "planned" || node.spec.emit?.bird === false) return false;
  return isAnnouncer(node) || isReflector(node);
}

/** Whether it announces anything, decided per family: it is active, managed, and has an address that routers can send to. */
export function mayAnnounce(node: Node, family: Family): boolean {
  return node.managed && node.state === "active" && isAnnouncer(node) && node.addresses[family] !== undefined;
}

/** Which nodes speak BGP with each other, and which VIPs each node holds and announces. */
export function buildModel(fleet: Fleet): Model {
  const routes = hostRoutes(fleet);
  const sessions = sessionsOf(fleet);
  const carriedBy = divide(routes);
  const speakers = [...fleet.nodes.values()].filter(isSpeaker).sort((a, b) => compareText(a.name, b.name));
  return {
    fleet,
    routes,
    speakers: new Map(
      speakers.map((node) => {
        const carried = isAnnouncer(node) ? carriedBy(node) : undefined;
        const speaker: Speaker = {
          node,
          id: routerId(node),
          sessions: sessions.get(node) ?? [],
          ...(carried === undefined ? {} : { held: carried.held }),
          announced: carried === undefined || fleet.spec.asn === undefined ? NONE : permitted(node, carried.announced),
        };
        return [node, speaker];
      }),
    ),
  };
}

function permitted(node: Node, routes: Routes): Routes {
  return {
    ipv4: mayAnnounce(node, "ipv4") ? routes.ipv4 : NONE.ipv4,
    ipv6: mayAnnounce(node, "ipv6") ? routes.ipv6 : NONE.ipv6,
  };
}

interface Carried {
  readonly held: Routes;
  readonly announced: Routes;
}

const namesOfNodes = oncePer(({ nodes }: HostRoute) => nodes.map(({ name }) => name).join(" "));

/** Splits the routes by the nodes that hold them; nodes with the same routes share the lists. */
function divide(routes: readonly HostRoute[]): (node: Node) => Carried {
  const shares = new Map<string, { readonly id: number; readonly routes: HostRoute[] }>();
  const sharesOf = new Map<Node, Set<number>>();
  for (const route of routes) {
    const key = namesOfNodes(route);
    const share = shares.get(key) ?? { id: shares.size, routes: [] };
    shares.set(key, share);
    share.routes.push(route);
    for (const node of route.nodes) {
      const ids = sharesOf.get(node);
      if (ids === undefined) sharesOf.set(node, new Set([share.id]));
      else ids.add(share.id);
    }
  }
  const byId = [...shares.values()].map((share) => share.routes);
  const made = new Map<string, Carried>();
  return (node) => {
    const ids = [...(sharesOf.get(node) ?? [])].sort((a, b) => a - b);
    const key = ids.join(" ");
    const before = made.get(key);
    if (before !== undefined) return before;
    const all = ids.flatMap((id) => byId[id] ?? []).sort((a, b) => compareText(a.address, b.address));
    const carried = { held: byFamily(all), announced: byFamily(all.filter((route) => route.state !== undefined)) };
    made.set(key, carried);
    return carried;
  };
}

function byFamily(routes: readonly HostRoute[]): Routes {
  const [ipv4 = [], ipv6 = []] = FAMILIES.map((family) => routes.filter((route) => route.family === family));
  return { ipv4, ipv6 };
}
