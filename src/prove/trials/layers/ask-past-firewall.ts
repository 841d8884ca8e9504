import type { Bind, Serve } from "../../../contract/claim.ts";
import { FAMILIES, type Frontend, type Service } from "../../../contract/fleet.ts";
import type { LabDaemon } from "../../../contract/lab-daemon.ts";
import { addressText, holds, rangeOf } from "../../../ip/address-range.ts";
import { isUnicast } from "../../../ip/is-unicast.ts";
import { isAdmittedTo, isAllowed, isBlocked } from "../../questions/access-of.ts";
import { accessCauses, placeCauses, refusalCause } from "../../questions/causes.ts";
import { httpProbe, isHttp, streamProbe } from "../../questions/probes.ts";
import { type Probe, type Question, SILENCE } from "../../questions/question.ts";
import type { Scope } from "../../questions/question-scope.ts";
import { wantedFrom } from "../../questions/wanted-from.ts";
import { httpRequest } from "../../questions/what-to-say.ts";

/** A client's address that the node has for the time of the trial. */
export interface Guest extends Pick<Scope["askers"][number], "client" | "family" | "from"> {
  /** It is at the end of a network, inside or outside: who is allowed must not begin or end elsewhere. */
  readonly isEdge?: true;
}

/** Prefixes of `fleet.blocked` that no client is in and that get an address of their own, per family. */
const BLOCKED = 8;

/** Prefixes of networks whose ends are tried, per family. */
const EDGES = 16;

const OK = 200;

/**
 * One address of each client in each family, one in each blocked prefix without a client, and those at the ends of networks: the
 * last inside, and the one after it.
 */
export function guestsOf({ askers, fleet }: Pick<Scope, "askers" | "fleet">): Guest[] {
  const clients = [...new Map(askers.map((asker) => [`${asker.client} ${asker.family}`, asker])).values()];
  const known = clients.map(({ from }) => rangeOf(from));
  const machines = [...fleet.nodes.values()].flatMap(({ addresses }) =>
    FAMILIES.flatMap((family) => addresses[family]?.address ?? []),
  );
  const blocked = FAMILIES.flatMap((family) =>
    fleet.blocked[family]
      .map(rangeOf)
      .filter((range) => !known.some((each) => holds(range, each)))
      .map(({ first }) => addressText(family, first))
      .filter((from) => !machines.includes(from))
      .slice(0, BLOCKED)
      .map((from): Guest => ({ client: "a blocked network", family, from })),
  );
  const taken = new Set([...machines, ...[...clients, ...blocked].map(({ from }) => from)]);
  return [...clients, ...blocked, ...edgesOf(fleet).filter(({ from }) => !taken.has(from))];
}

function edgesOf({ networks, nodes, vips, services }: Scope["fleet"]): Guest[] {
  const all = [...vips.values(), ...[...services.values()].map(({ vip }) => vip)];
  const used = new Set(all.flatMap((vip) => FAMILIES.flatMap((family) => vip[family] ?? [])));
  const ends = subnetEnds(nodes);
  const edges = [...networks.values()].flatMap(({ name, prefixes }) =>
    FAMILIES.flatMap((family) =>
      prefixes[family]
        .map(rangeOf)
        .filter(({ last }) => last < LAST[family])
        .slice(0, EDGES)
        .flatMap(({ last }): Guest[] => {
          const edge = (client: string, at: bigint): Guest => ({
            ...{ client, family, from: addressText(family, at), isEdge: true },
          });
          const inside = edge(name, ends.has(last) ? last - 1n : last);
          return ends.has(last + 1n) ? [inside] : [inside, edge(`beside ${name}`, last + 1n)];
        }),
    ),
  );
  const usable = edges.filter(({ from }) => isUnicast(from) && !used.has(from));
  return [...new Map(usable.map((edge) => [edge.from, edge])).values()];
}

/** Addresses beside those of a node, which must not pass for its own. */
export function neighboursOf(name: string, { nodes, services }: Scope["fleet"]): Guest[] {
  const used = new Set([
    ...[...nodes.values()].flatMap(({ addresses }) => FAMILIES.map((family) => addresses[family]?.address)),
    ...[...services.values()].flatMap(({ vip }) => [vip.ipv4, vip.ipv6]),
  ]);
  const ends = subnetEnds(nodes);
  return FAMILIES.flatMap((family) => {
    const own = nodes.get(name)?.addresses[family]?.address;
    const next = own === undefined ? undefined : rangeOf(own).last + 1n;
    if (next === undefined || ends.has(next)) return [];
    const from = addressText(family, next);
    return used.has(from) || !isUnicast(from) ? [] : [{ client: `beside ${name}`, family, from }];
  });
}

/** First and last addresses of IPv4 subnets with machines. Linux takes them for broadcast, and sends from another one. */
function subnetEnds(nodes: Scope["fleet"]["nodes"]): Set<bigint> {
  const subnets = [...nodes.values()].flatMap(({ addresses }) => addresses.ipv4?.subnet ?? []).map(rangeOf);
  return new Set(subnets.filter(({ first, last }) => last - first > 1n).flatMap(({ first, last }) => [first, last]));
}

/** The last address of all: everybody's network has no end. */
const LAST = { ipv4: (1n << 32n) - 1n, ipv6: (1n << 128n) - 1n };

/**
 * Questions from a node to its own daemon, which no firewall comes between: clients that a service does not allow are refused
 * by the daemon alone, and those that are blocked everywhere, too. One path of each host name is enough, because access to a
 * route only narrows.
 */
export function askPastFirewall(node: string, daemon: LabDaemon, guests: readonly Guest[], scope: Scope): Question[] {
  const { fleet, claims } = scope;
  const own = claims.binds.filter(({ by, nodes }) => by === daemon.name && nodes.includes(node));
  // The last of those at a place is asked: what answers at `/`, if anything does.
  const places = new Map(
    claims.serves
      .filter((serve) => own.some((bind) => bind.address === serve.address && bind.port === serve.port))
      .toSorted((a, b) => Number(isRoot(a)) - Number(isRoot(b)))
      .map((serve) => [`${serve.service} ${serve.frontend} ${serve.address} ${serve.hostname ?? ""}`, serve]),
  );
  const served = [...places.values()].flatMap((serve) => {
    const service = fleet.services.get(serve.service);
    const frontend = service?.frontends.find(({ name }) => name === serve.frontend);
    if (service === undefined || frontend === undefined) return [];
    return guests.flatMap((guest) => askServed({ node, guest, service, frontend, serve }, scope));
  });
  const guarded = own.filter(({ services, port }) => services.length === 0 && daemon.guards?.ownPorts.includes(port));
  const near = [...guests, ...neighboursOf(node, fleet)];
  return [...served, ...guarded.flatMap((bind) => near.flatMap((guest) => askOwn(node, bind, guest, scope)))];
}

interface Served {
  readonly node: string;
  readonly guest: Guest;
  readonly service: Service;
  readonly frontend: Frontend;
  readonly serve: Serve;
}

function askServed({ node, guest, service, frontend, serve }: Served, scope: Scope): Question[] {
  const { client, family, from } = guest;
  const allowed = isAllowed(from, scope.fleet, service.access, frontend.access);
  if (family !== serve.family) return [];
  if (allowed && !(guest.isEdge && isRestricted(service, frontend) && isRoot(serve))) return [];
  const { asked, probe } = isHttp(frontend)
    ? httpProbe(from, { frontend, serve, path: "/" })
    : streamProbe(from, { frontend, serve }, scope);
  // Whoever is blocked everywhere is refused before anything is read.
  const wanted = isBlocked(from, scope.fleet)
    ? ({ kind: "closed" } as const)
    : wantedFrom({ admitted: true, allowed }, { service, frontend, serve, path: "/" }, scope);
  const accesses = [service.access, frontend.access];
  const causes = [
    refusalCause(from, scope.fleet, accesses),
    ...placeCauses(service, frontend),
    ...accessCauses(scope.fleet, client, accesses),
  ];
  return [{ ...common(node, guest), service: service.name, client, asked: past(asked), probe, wanted, causes }];
}

/** A route for `/` leaves nothing for all other paths. */
function isRoot({ path = "/" }: Serve): boolean {
  return path === "/";
}

/** Whether not everybody is allowed anyway. */
function isRestricted({ access }: Service, frontend: Frontend): boolean {
  return [access, frontend.access].some(
    (each) =>
      each !== undefined && !FAMILIES.some((family) => each.from[family].some((prefix) => prefix.endsWith("/0"))),
  );
}

function askOwn(node: string, bind: Bind, guest: Guest, { claims, fleet }: Scope): Question[] {
  const { address, port, transport, family } = bind;
  const { client, from } = guest;
  if (family !== guest.family) return [];
  const isAdmitted = isAdmittedTo(from, { node, address, port, transport }, claims, fleet);
  const probe: Probe = {
    ...{ transport, from, to: address, port, until: "end", timeout: SILENCE },
    says: httpRequest(node, "/"),
  };
  const wanted = isAdmitted ? ({ kind: "status", status: OK } as const) : ({ kind: "closed" } as const);
  return [
    {
      ...common(node, guest),
      client,
      asked: past(`${transport} port ${port} of ${node}`),
      probe,
      wanted,
      causes: bind.causes,
    },
  ];
}

function common(node: string, { family }: Guest): Pick<Question, "sender" | "nodes" | "family"> {
  return { sender: node, nodes: [node], family };
}

function past(asked: string): string {
  return `${asked} past the firewall`;
}
