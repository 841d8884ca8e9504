import type { Admit } from "../../contract/claim.ts";
import type { Family, Fleet } from "../../contract/fleet.ts";
import type { SaidAdmit } from "../../contract/said.ts";
import type { Span } from "../../contract/source.ts";
import { type AddressSet, addressSet, joinSets, subtractSet, toPrefixes, WHOLE } from "../../ip/address-set.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { type HeardNode, hasTeller, saidOf } from "./ask-daemons.ts";
import { type SocketAddress, servicesAt } from "./compare-binds.ts";
import { firstCause, listText, type Mismatch, placeText } from "./mismatch.ts";

type Input = Pick<LabInput, "fleet" | "claims">;

/** What claims say about a place: the allowed sources, and for which services. */
interface Promised extends SocketAddress {
  readonly senders: AddressSet;
  readonly services: readonly string[];
  readonly causes: readonly Span[];
}

/** The firewall allows exactly the sources that claims admit, and nobody on ports without a listener. */
export function compareAdmits(heard: HeardNode, { fleet, claims }: Input): Mismatch[] {
  const { node } = heard;
  const said = saidOf(heard, "admit");
  if (said === undefined) return [];
  const promised = promisedPlaces(node, fleet, claims.admits).filter(({ address }) => {
    // If the node's owner announces its VIPs by other means, the lab does not have them.
    const isOwn = Object.values(fleet.nodes.get(node)?.addresses ?? {}).some((own) => own.address === address);
    return isOwn || hasTeller(heard, "announce") || said.some((admit) => admit.address === address);
  });
  const common = { node, asked: "sources allowed by the firewall" };
  const wrong = promised.flatMap(({ senders, services, causes, ...place }): Mismatch[] => {
    const passing = joinSets(said.filter((admit) => isAt(admit, place)).map(sendersOf));
    const more = subtractSet(passing, senders);
    const fewer = subtractSet(senders, passing);
    if (more.length + fewer.length === 0) return [];
    const list = (set: AddressSet) => senderText(place.family, set);
    const difference = [
      ...(more.length === 0 ? [] : [`${list(more)} too`]),
      ...(fewer.length === 0 ? [] : [`not ${list(fewer)}`]),
    ].join("; ");
    // Whichever is shorter.
    const [seen = difference] = [list(passing), difference].sort((a, b) => a.length - b.length);
    return [{ ...common, services, wanted: `${list(senders)} to ${placeText(place)}`, seen, ...firstCause(causes) }];
  });
  const unpromised = said.flatMap(({ firstPort, lastPort, ...admit }): Mismatch[] => {
    const known = promised.filter((place) => isAt({ firstPort, lastPort, ...admit }, place)).length;
    if (known === lastPort - firstPort + 1) return [];
    const ports = firstPort === lastPort ? String(firstPort) : `${firstPort} to ${lastPort}`;
    const services = servicesAt(admit, claims.binds);
    return [
      {
        ...{ ...common, services },
        wanted: `nobody to ${admit.address} ${admit.transport}/${ports}${known === 0 ? "" : ", except as promised"}`,
        seen: senderText(admit.family, sendersOf({ firstPort, lastPort, ...admit })),
      },
    ];
  });
  return [...wrong, ...unpromised, ...unboundPlaces(heard, promised, claims)];
}

/** Open ports of VIPs without a listener; daemons that the lab does not run have no listeners, either. */
function unboundPlaces(
  { node, sockets, daemons }: HeardNode,
  promised: readonly Promised[],
  { binds }: Input["claims"],
): Mismatch[] {
  const listens = (places: readonly SocketAddress[], at: SocketAddress) =>
    places.some(
      (each) =>
        (each.address === at.address || each.address === "*") &&
        each.family === at.family &&
        each.port === at.port &&
        each.transport === at.transport,
    );
  const vips = new Set(binds.filter(({ services }) => services.length > 0).map(({ address }) => address));
  const elsewhere = binds.filter(({ by, nodes }) => by !== "service" && !daemons.has(by) && nodes.includes(node));
  return promised
    .filter((place) => vips.has(place.address) && !listens(sockets, place) && !listens(elsewhere, place))
    .map(({ services, ...place }) => ({
      ...{ services, node, asked: "listeners on ports open in the firewall" },
      ...{ wanted: `a listener at ${placeText(place)}`, seen: "none" },
    }));
}

function promisedPlaces(node: string, fleet: Fleet, admits: readonly Admit[]): Promised[] {
  const places = new Map<string, SocketAddress & { sets: AddressSet[]; services: Set<string>; causes: Span[] }>();
  for (const admit of admits.filter(({ nodes }) => nodes.includes(node))) {
    const { family, port, transport, services } = admit;
    const own = fleet.nodes.get(node)?.addresses[family]?.address;
    const address = admit.address === "*" ? own : admit.address;
    if (address === undefined) continue;
    const key = `${address} ${port} ${transport}`;
    const place = places.get(key) ?? {
      address,
      family,
      port,
      transport,
      sets: [],
      services: new Set<string>(),
      causes: [],
    };
    places.set(key, place);
    place.sets.push(admittedBy(admit, fleet));
    place.causes.push(...admit.causes);
    for (const service of services) place.services.add(service);
  }
  return [...places.values()].map(({ sets, services, ...place }) => ({
    ...place,
    senders: joinSets(sets),
    services: [...services],
  }));
}

/** The sources that a claim admits, without its exceptions and blocked networks. */
function admittedBy({ family, sources, except, public: open }: Admit, { blocked }: Fleet): AddressSet {
  const kept = [...except, ...(open ? blocked[family] : [])];
  return subtractSet(addressSet(family, sources), addressSet(family, kept));
}

function sendersOf({ family, sources }: SaidAdmit): AddressSet {
  return addressSet(family, sources);
}

/** In the shortest form: for almost everybody, the exceptions. */
function senderText(family: Family, set: AddressSet): string {
  const prefixes = toPrefixes(family, set);
  const others = toPrefixes(family, subtractSet(WHOLE[family], set));
  if (others.length === 0) return "everyone";
  return others.length < prefixes.length ? `everyone except ${listText(others)}` : listText(prefixes);
}

function isAt({ address, transport, firstPort, lastPort }: SaidAdmit, place: SocketAddress): boolean {
  return (
    address === place.address && transport === place.transport && firstPort <= place.port && place.port <= lastPort
  );
}
