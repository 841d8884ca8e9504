import type { Service } from "../../../contract/fleet.ts";
import { inBrackets, isWithin } from "../../questions/access-of.ts";
import { isBelow } from "../../questions/ask-balanced.ts";
import { accessCauses, refusalCause, valuesOf } from "../../questions/causes.ts";
import { type Question, SILENCE } from "../../questions/question.ts";
import type { Scope } from "../../questions/question-scope.ts";
import { FORBIDDEN } from "../../questions/wanted-from.ts";
import { httpRequest } from "../../questions/what-to-say.ts";
import type { Guest } from "./ask-past-firewall.ts";
import { askSites, PAGE } from "./ask-sites.ts";
import { ownAddressOf, type Place, passOn, placesBehind } from "./generated-sites.ts";

const OK = 200;

/**
 * Questions from a load balancer to members that run a generated web server, as if it passed on a client that it should have
 * refused: the web server refuses it, too, by the address that the load balancer tells it.
 */
export function askPastBalancers(node: string, guests: readonly Guest[], scope: Scope): Question[] {
  const places = placesBehind(node, scope);
  return [...places.flatMap((place) => ask(node, guests, place, scope)), ...askSites(node, guests, places, scope)];
}

/** Restricted paths that a client may see. */
function openPaths({ access, routes, frontends }: Service, from: string): string[] {
  if (!isWithin(from, access, ...frontends.map((frontend) => frontend.access))) return [];
  return routes
    .filter((route) => route.access !== undefined)
    .filter(({ path }) =>
      routes.every((route) => !isBelow(path, route.path) || route.access === undefined || isWithin(from, route.access)),
    )
    .map(({ path }) => path);
}

/** Restricted paths that a client must not see. A service whose frontends differ in access is left to its routes. */
function closedPaths({ access, routes, frontends }: Service, from: string): string[] {
  const isOut = !isWithin(from, access) && frontends.every((frontend) => frontend.access === undefined);
  const paths = isOut ? ["/", ...routes.map(({ path }) => path)] : routes.map(({ path }) => path);
  const closes = (path: string) =>
    routes.some((route) => route.access !== undefined && isBelow(path, route.path) && !isWithin(from, route.access));
  return [...new Set(paths)].filter((path) => isOut || closes(path)).sort();
}

function ask(node: string, guests: readonly Guest[], place: Place, { fleet }: Scope): Question[] {
  const { service, backend, serve, target } = place;
  const own = ownAddressOf(node, fleet);
  if (own === undefined) return [];
  const host = serve.hostname ?? inBrackets(serve.address);
  const spelled = new Set<string>();
  // By somebody who would get an answer if it were another path.
  const spell = (path: string, from: string) => {
    if (spelled.has(path) || !isWithin(from, service.access)) return [];
    spelled.add(path);
    return spellingsOf(path);
  };
  const tried = guests.flatMap(({ client, from, isEdge }) => [
    ...closedPaths(service, from).flatMap((path) =>
      [path, ...spell(path, from)].map((spelling) => ({ client, from, path, spelling, status: FORBIDDEN })),
    ),
    ...(isEdge ? openPaths(service, from) : []).map((path) => ({ client, from, path, spelling: path, status: OK })),
  ]);
  return tried.map(({ client, from, path, spelling, status }) => {
    const below = `${spelling === "/" ? "" : spelling}${PAGE}`;
    const routes = service.routes.filter((route) => isBelow(path, route.path));
    const accesses = [service.access, ...routes.map(({ access }) => access)];
    return {
      ...{ service: service.name, client: node, nodes: [target.node], family: fleet.memberFamily },
      asked: `${host}${below} of ${target.name} for ${client} (${from})`,
      probe: passOn(place, own, { host, request: httpRequest(host, below), from, timeout: SILENCE }),
      wanted: { kind: "status", status },
      causes: [
        refusalCause(from, fleet, accesses),
        ...accessCauses(fleet, client, accesses),
        ...routes.map(({ tree }) => tree),
        ...valuesOf(backend, ["port"], ["client_address"]),
      ],
    };
  });
}

/** Spellings that some programs behind a web server read as the path, once it has decoded them. */
function spellingsOf(path: string): string[] {
  if (path === "/") return [];
  const rest = path.slice(1);
  return [
    `/%252f${rest}`,
    `/%25255c${rest}`,
    `/${rest.toUpperCase()}`,
    `${path};x`,
    `${path}%255cx`,
    `${path}%25252fx`,
  ];
}
