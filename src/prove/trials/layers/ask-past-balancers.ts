import type { Serve, Target } from "../../../contract/claim.ts";
import type { Backend, Frontend, Service } from "../../../contract/fleet.ts";
import { errorPath, errorText } from "../../../contract/lab-errors.ts";
import { LAB_FOLDER } from "../../../contract/lab-folder.ts";
import { ERROR_STATUSES } from "../../../fleet/error-statuses.ts";
import { inBrackets, isAllowed, isWithin } from "../../questions/access-of.ts";
import { isBelow } from "../../questions/ask-balanced.ts";
import { accessCauses, refusalCause, valuesOf } from "../../questions/causes.ts";
import { PATIENCE, type Probe, type Question, SILENCE } from "../../questions/question.ts";
import type { Scope } from "../../questions/question-scope.ts";
import { FORBIDDEN } from "../../questions/wanted-from.ts";
import { httpRequest } from "../../questions/what-to-say.ts";
import type { Guest } from "./ask-past-firewall.ts";

/** Below a restricted path; web servers answer what checks request, whatever access says. */
const PAGE = "a-page-of-the-lab";

/**
 * Questions from a load balancer to members that run a generated web server, as if it passed on a client that it should have
 * refused: the web server refuses it, too, by the address that the load balancer tells it.
 */
export function askPastBalancers(node: string, guests: readonly Guest[], scope: Scope): Question[] {
  const { fleet, claims } = scope;
  const places = new Map<string, Place>();
  for (const serve of claims.serves.filter(({ nodes }) => nodes.includes(node))) {
    const service = fleet.services.get(serve.service);
    const backend = service?.backends.find(({ name }) => name === serve.backend);
    if (service === undefined || backend === undefined || !tellsClients(backend)) continue;
    for (const target of serve.targets ?? []) {
      const key = `${service.name} ${target.address} ${target.port} ${serve.hostname ?? ""}`;
      if (isGenerated(target, scope)) places.set(key, { service, backend, serve, target });
    }
  }
  const all = [...places.values()];
  return [
    ...all.flatMap((place) => guests.flatMap((guest) => ask(node, guest, place, scope))),
    ...askOpenly(node, guests, all, scope),
    ...askForNobody(node, all, scope),
    ...askForErrors(node, all, scope),
  ];
}

interface Place {
  readonly service: Service;
  readonly backend: Backend;
  readonly serve: Serve;
  readonly target: Target;
}

/** Whether its members learn who the client is, from requests that the load balancer reads. */
function tellsClients({ protocol, clientAddress, spec }: Backend): boolean {
  if (clientAddress === "header") return true;
  return protocol === "http" && clientAddress !== "hidden" && spec.tls === undefined;
}

function isGenerated({ node, address, port }: Target, { listeners }: Scope): boolean {
  return listeners.some(
    (each) =>
      !each.played && each.speech === "http" && each.machine === node && each.address === address && each.port === port,
  );
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

function ask(node: string, { client, from, isEdge }: Guest, place: Place, { fleet }: Scope): Question[] {
  const { service, backend, serve, target } = place;
  const own = ownAddressOf(node, fleet);
  if (own === undefined) return [];
  const host = serve.hostname ?? inBrackets(serve.address);
  const tried = [
    ...closedPaths(service, from).map((path) => ({ path, status: FORBIDDEN })),
    ...(isEdge ? openPaths(service, from) : []).map((path) => ({ path, status: OK })),
  ];
  return tried.map(({ path, status }) => {
    const below = `${path === "/" ? "" : path}/${PAGE}`;
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

const OK = 200;

/**
 * Each site, also on members that are in reserve or out of use: it believes the load balancer who the client is, and that the client
 * used TLS. So a folder without its slash leads clients to where they came from.
 */
function askOpenly(node: string, guests: readonly Guest[], places: readonly Place[], { fleet }: Scope): Question[] {
  const own = ownAddressOf(node, fleet);
  const bySite = new Map(
    places
      .filter(({ service, serve }) => serve.hostname === service.hostnames[0])
      .map((place) => [`${place.service.name} ${place.target.address} ${place.target.port}`, place]),
  );
  if (own === undefined) return [];
  return [...bySite.values()].flatMap((place): Question[] => {
    const { service, backend, serve, target } = place;
    const accesses = [
      ...service.frontends.map(({ access }) => access),
      ...service.routes.filter(({ path }) => path === "/").map(({ access }) => access),
    ];
    const guest = guests.find(({ from }) => isAllowed(from, fleet, service.access, ...accesses));
    if (guest === undefined) return [];
    const host = serve.hostname ?? inBrackets(serve.address);
    const frontend = service.frontends.find(({ name }) => name === serve.frontend);
    const isSecure = frontend?.spec.tls !== undefined;
    const scheme = isSecure ? "https" : "http";
    const authority = `${host}${frontend === undefined ? "" : portText(frontend)}`;
    const askFor = (path: string) => ({
      ...{ service: service.name, client: node, nodes: [target.node], family: fleet.memberFamily },
      asked: `${host}${path} of ${target.name} for ${guest.client} (${guest.from})`,
      probe: passOn(place, own, {
        ...{ host, from: guest.from, timeout: PATIENCE },
        request: httpRequest(authority, path).replace("\r\n\r\n", `\r\nX-Forwarded-Proto: ${scheme}\r\n\r\n`),
      }),
    });
    return [
      {
        ...askFor(`/${PAGE}`),
        wanted: {
          ...{ kind: "status", status: OK },
          headers: { "x-lab-client": guest.from, ...(isSecure ? { "x-lab-https": "on" } : {}) },
        },
        causes: [...valuesOf(service, ["balance"]), ...valuesOf(backend, ["client_address"])],
      },
      ...(frontend !== undefined && hasFolders(place)
        ? [
            {
              ...askFor(LAB_FOLDER),
              wanted: { kind: "redirect", status: MOVED, to: `${scheme}://${authority}${LAB_FOLDER}/` },
              causes: valuesOf(frontend, ["tls"], ["port"]),
            } as const,
          ]
        : []),
    ];
  });
}

const MOVED = 301;

/** Whether the web server itself completes the name of a folder. */
function hasFolders({ service, backend }: Place): boolean {
  const { document_root: root, lines } = service.spec.apache ?? {};
  return (root ?? backend.spec.apache?.document_root) !== undefined && lines === undefined;
}

/** The port as URLs have it: none for the usual one. */
function portText({ port, spec }: Frontend): string {
  return port === (spec.tls === undefined ? 80 : 443) ? "" : `:${port}`;
}

/** A host name that no catalog has. */
const NOBODY = "nobody.invalid";

const MISDIRECTED = 421;

/** Each port once for an unknown host name, unless some site there also answers for those. */
function askForNobody(node: string, places: readonly Place[], { fleet }: Scope): Question[] {
  const own = ownAddressOf(node, fleet);
  const byPort = new Map(places.map((place) => [`${place.target.address} ${place.target.port}`, place]));
  if (own === undefined) return [];
  return [...byPort].flatMap(([port, place]): Question[] => {
    const { service, backend, target } = place;
    const others = places.filter((place) => `${place.target.address} ${place.target.port}` === port);
    if (backend.spec.tls !== undefined || others.some((place) => answersForAll(place.service))) return [];
    return [
      {
        ...{ service: service.name, client: node, nodes: [target.node], family: fleet.memberFamily },
        asked: `${NOBODY} of ${target.name}`,
        probe: passOn(place, own, { host: NOBODY, request: httpRequest(NOBODY, "/"), from: own, timeout: SILENCE }),
        wanted: { kind: "status", status: MISDIRECTED },
        causes: valuesOf(service, ["hostnames"]),
      },
    ];
  });
}

/** Each site for each error that it has a page for. */
function askForErrors(node: string, places: readonly Place[], { fleet }: Scope): Question[] {
  const own = ownAddressOf(node, fleet);
  const bySite = new Map(
    places.map((place) => [`${place.service.name} ${place.target.address} ${place.target.port}`, place]),
  );
  if (own === undefined) return [];
  return [...bySite.values()].flatMap((place) => {
    const { service, serve, target } = place;
    if (service.spec.apache?.error_pages === undefined) return [];
    const host = serve.hostname ?? inBrackets(serve.address);
    return ERROR_STATUSES.map(
      (status): Question => ({
        ...{ service: service.name, client: node, nodes: [target.node], family: fleet.memberFamily },
        asked: `${host}${errorPath(status)} of ${target.name}`,
        probe: passOn(place, own, {
          ...{ host, request: httpRequest(host, errorPath(status)), from: own, timeout: SILENCE },
        }),
        wanted: { kind: "status", status, page: errorText(status) },
        causes: valuesOf(service, ["apache", "error_pages"]),
      }),
    );
  });
}

function answersForAll({ name, hostnames, vip }: Service): boolean {
  return hostnames.length === 0 || vip.fallback?.name === name;
}

/** Where a load balancer's requests to members come from. */
function ownAddressOf(node: string, { nodes, memberFamily }: Scope["fleet"]): string | undefined {
  return nodes.get(node)?.addresses[memberFamily]?.address;
}

interface PassedOn {
  readonly host: string;
  readonly request: string;
  /** Address of the client. */
  readonly from: string;
  readonly timeout: number;
}

/** A request for a client, from a load balancer's own address to the member. */
function passOn({ backend, target }: Place, own: string, { host, request, from, timeout }: PassedOn): Probe {
  return {
    ...{ transport: "tcp", from: own, to: target.address, port: target.port, until: "end", timeout },
    ...(backend.spec.tls === undefined ? {} : { tls: { servername: host } }),
    says: asPassedOn(request, backend, from),
  };
}

/** The request as a load balancer sends it for a client. Readers of PROXY understand version 1, too, whatever they are sent. */
function asPassedOn(request: string, { clientAddress }: Backend, from: string): string {
  if (clientAddress === "header") return request.replace("\r\n\r\n", `\r\nX-Forwarded-For: ${from}\r\n\r\n`);
  return `PROXY TCP${from.includes(":") ? 6 : 4} ${from} ${from} 40000 80\r\n${request}`;
}
