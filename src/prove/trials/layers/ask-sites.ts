import type { Frontend, Service } from "../../../contract/fleet.ts";
import { errorPath, errorText } from "../../../contract/lab-errors.ts";
import { OVERRIDE_HEADER } from "../../../contract/lab-headers.ts";
import { LAB_FOLDER, LAB_LINKS } from "../../../contract/lab-paths.ts";
import { ERROR_STATUSES } from "../../../fleet/error-statuses.ts";
import { inBrackets, isAllowed } from "../../questions/access-of.ts";
import { valuesOf } from "../../questions/causes.ts";
import { PATIENCE, type Question, SILENCE } from "../../questions/question.ts";
import type { Scope } from "../../questions/question-scope.ts";
import { FORBIDDEN } from "../../questions/wanted-from.ts";
import { httpRequest } from "../../questions/what-to-say.ts";
import type { Guest } from "./ask-past-firewall.ts";
import { ownAddressOf, type Place, passOn } from "./generated-sites.ts";

const OK = 200;

/** Questions about what each generated site has: for a client that may see it, for errors, and each port for unknown names. */
export function askSites(node: string, guests: readonly Guest[], places: readonly Place[], scope: Scope): Question[] {
  return [
    ...visitsOf(guests, places, scope).flatMap((visit) => askOpenly(node, visit, scope)),
    ...askForNobody(node, places, scope),
    ...askForErrors(node, places, scope),
  ];
}

/** A site, and a client that may see it. */
export interface Visit {
  readonly place: Place;
  readonly guest: Guest;
}

/** Below every site; web servers answer what checks request, whatever access says. */
export const PAGE = "/a-page-of-the-lab";

/** Each site once, also on members that are in reserve or out of use. */
export function visitsOf(guests: readonly Guest[], places: readonly Place[], { fleet }: Scope): Visit[] {
  const bySite = new Map(
    places
      .filter(({ service, serve }) => serve.hostname === service.hostnames[0])
      .map((place) => [`${place.service.name} ${place.target.address} ${place.target.port}`, place]),
  );
  return [...bySite.values()].flatMap((place) => {
    const { access, frontends, routes } = place.service;
    const narrower = [...frontends, ...routes.filter(({ path }) => path === "/")].map((each) => each.access);
    const guest = guests.find(({ from }) => isAllowed(from, fleet, access, ...narrower));
    return guest === undefined ? [] : [{ place, guest }];
  });
}

/**
 * Each site believes the load balancer who the client is, and that the client used TLS. So a folder without its slash leads clients
 * to where they came from.
 */
function askOpenly(node: string, { place, guest }: Visit, { fleet }: Scope): Question[] {
  const { service, backend, serve, target } = place;
  const own = ownAddressOf(node, fleet);
  if (own === undefined) return [];
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
  const { override, lines } = service.spec.apache ?? {};
  const page: Question = {
    ...askFor(PAGE),
    wanted: {
      ...{ kind: "status", status: OK },
      headers: {
        ...{ "x-lab-client": guest.from, ...(isSecure ? { "x-lab-https": "on" } : {}) },
        ...(override === undefined && lines === undefined ? { [OVERRIDE_HEADER.toLowerCase()]: null } : {}),
      },
    },
    causes: [...valuesOf(service, ["balance"]), ...valuesOf(backend, ["client_address"])],
  };
  if (frontend === undefined || !hasFolders(place)) return [page];
  return [
    page,
    {
      ...askFor(LAB_FOLDER),
      wanted: { kind: "redirect", status: MOVED, to: `${scheme}://${authority}${LAB_FOLDER}/` },
      causes: valuesOf(frontend, ["tls"], ["port"]),
    },
    ...Object.entries(linksFollowed(service)).map(
      ([path, isFollowed]): Question => ({
        ...askFor(path),
        wanted: { kind: "status", status: isFollowed ? OK : FORBIDDEN },
        causes: valuesOf(service, ["apache", "follow_links"], ["apache", "document_root"]),
      }),
    ),
  ];
}

const MOVED = 301;

/** Links in document roots, and whether the catalog lets the web server follow them. */
function linksFollowed({ spec }: Service): Readonly<Record<string, boolean>> {
  const follows = spec.apache?.follow_links ?? "owner";
  return { [LAB_LINKS.own]: follows !== "never", [LAB_LINKS.foreign]: follows === "always" };
}

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
