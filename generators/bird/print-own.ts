import { type Block, block } from "../../src/contract/block.ts";
import { FAMILIES, type Family, type Fleet, type Node } from "../../src/contract/fleet.ts";
import { at } from "../../src/contract/origin.ts";
import { isReflector } from "../../src/fleet/announce/sessions.ts";
import { tagSite, tagState } from "./communities.ts";
import type { HostRoute, RouteState } from "./host-routes.ts";
import type { Speaker } from "./model.ts";
import { CHANNELS, setPrinter } from "./sets.ts";

/** Local preference of a route from a preferred site, or if there is none; and of all others, which are backups. */
const PREFERENCE = { usual: 100, backup: 50 } as const;

/** States whose routes are in a set of their own; all others are in production. */
const MARKED: readonly RouteState[] = ["testing", "maintenance"];

type SetPrinter = ReturnType<typeof setPrinter>;

/** Prints an announcer's own routes: sets of them, and the filter that exports them. */
export function ownPrinter(fleet: Fleet): {
  sets: (speaker: Speaker) => Block[];
  filters: (speaker: Speaker) => Block[];
} {
  const print = setPrinter();
  const subsetOf = subsets();
  return { sets, filters };

  function sets({ node, announced }: Speaker): Block[] {
    return FAMILIES.flatMap((family) => {
      const routes = announced[family];
      if (routes.length === 0) return [];
      const { digit } = CHANNELS[family];
      return [
        ...print(`ROUTES${digit}`, routes),
        ...MARKED.flatMap((state) => printSome(print, stateSet(state, family), subsetOf.state(routes, state))),
        ...printSome(print, `BACKUP${digit}`, subsetOf.backup(routes, node.site)),
      ];
    });
  }

  /** One filter per family for all that a node announces: reflectors pass on imported routes, announcers add their own. */
  function filters(speaker: Speaker): Block[] {
    const { asn } = fleet.spec;
    if (asn === undefined) return [];
    return FAMILIES.flatMap((family) => {
      if (!speaker.sessions.some((session) => session.family === family)) return [];
      const own = speaker.announced[family].length === 0 ? [] : ownLines(speaker, family, asn);
      const { digit } = CHANNELS[family];
      const passedOn = [`  if source = RTS_BGP && net ~ ANNOUNCE${digit} then accept; # passed on from clients`];
      const lines = [...(isReflector(speaker.node) ? passedOn : []), ...own];
      if (lines.length === 0) return [];
      if (own.length === 0) lines.push("  reject;");
      const causes = [speaker.node.tree, at(fleet, "announce")];
      return [block(`filter EXPORT${digit}`, ["", `filter EXPORT${digit} {`, ...lines, "}"], causes)];
    });
  }

  function ownLines({ node, announced }: Speaker, family: Family, asn: number): string[] {
    const { digit } = CHANNELS[family];
    const routes = announced[family];
    const marked = MARKED.filter((state) => subsetOf.state(routes, state).length > 0);
    const backup = subsetOf.backup(routes, node.site).length > 0;
    const unmarked = marked.map((state) => `net !~ ${stateSet(state, family)}`).join(" && ");
    const states = [
      ...marked.map((state) => `  if net ~ ${stateSet(state, family)} then ${tagState(asn, state)};`),
      `  ${unmarked === "" ? "" : `if ${unmarked} then `}${tagState(asn, "production")};`,
    ];
    return [
      `  if proto != "HEALTHY" then reject; # healthy on this node`,
      `  if net !~ ANNOUNCE${digit} then reject; # a host route inside of fleet.announce`,
      `  if net !~ ROUTES${digit} then reject; # of a service that this node carries`,
      "  # state of the services, then the site",
      ...states,
      `  ${tagSite(asn, fleet, node)};`,
      `  bgp_local_pref = ${PREFERENCE.usual};`,
      ...(backup
        ? [`  if net ~ BACKUP${digit} then bgp_local_pref = ${PREFERENCE.backup}; # another site is preferred`]
        : []),
      "  accept;",
    ];
  }
}

function stateSet(state: RouteState, family: Family): string {
  return `${state.toUpperCase()}${CHANNELS[family].digit}`;
}

function printSome(print: SetPrinter, name: string, routes: readonly HostRoute[]): readonly Block[] {
  return routes.length === 0 ? [] : print(name, routes);
}

/** Selects routes from lists that nodes share, each list once. */
function subsets(): {
  state: (routes: readonly HostRoute[], state: RouteState) => readonly HostRoute[];
  backup: (routes: readonly HostRoute[], site: Node["site"]) => readonly HostRoute[];
} {
  const made = new WeakMap<readonly HostRoute[], Map<string, readonly HostRoute[]>>();
  const pick = (
    routes: readonly HostRoute[],
    key: string,
    wanted: (route: HostRoute) => boolean,
  ): readonly HostRoute[] => {
    const ofRoutes = made.get(routes) ?? new Map<string, readonly HostRoute[]>();
    made.set(routes, ofRoutes);
    const picked = ofRoutes.get(key) ?? routes.filter(wanted);
    ofRoutes.set(key, picked);
    return picked;
  };
  return {
    state: (routes, state) => pick(routes, `state ${state}`, (route) => route.state === state),
    backup: (routes, site) => pick(routes, `site ${site}`, ({ prefer }) => prefer.length > 0 && !prefer.includes(site)),
  };
}
