import { compareText } from "../../contract/compare-text.ts";
import { FAMILIES, type Family, type Fleet } from "../../contract/fleet.ts";
import { type AddressRange, addressText, firstFree, holds, type PrefixRange, rangeOf } from "../../ip/address-range.ts";
import type { Segment } from "./plan-segments.ts";

/** A client in a network of the catalog, or in `world`, which is outside all of them. */
export interface PlannedClient {
  /** Name of the network. */
  readonly name: string;
  /** At most one per segment and family: a network may have fewer addresses. */
  readonly addresses: readonly ClientAddress[];
}

export interface ClientAddress {
  readonly family: Family;
  readonly address: string;
  readonly segment: Segment;
}

/** Addresses of `world`: documentation ranges (RFC 5737, RFC 9637, RFC 3849) and that of benchmarks (RFC 2544). */
export const WORLD: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ["203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24", "198.19.0.0/16"],
  ipv6: ["3fff::/20", "2001:db8::/32"],
};

/** Clients start above the lowest addresses of a prefix, which often belong to machines outside the catalog. */
const SKIPPED = 10n;

/**
 * A client for each network of the catalog, sorted by name, and one for the rest of the world; on each segment with its own
 * address, so that answers return to where the request came from. A client's addresses are in its network and
 * in no narrower one, so that its access depends only on that network. If narrower networks or machines fill a
 * network completely, it has no address, or one on the segment of those machines. Networks with a prefix in common have different ones.
 */
export function planClients(fleet: Fleet, segments: readonly Segment[]): PlannedClient[] {
  const names = [...fleet.networks.keys()].filter((name) => name !== "world").sort(compareText);
  const used: AddressRange[] = [];
  return [...names, "world"].flatMap((name) => {
    const addresses = FAMILIES.flatMap((family) => placeClient(fleet, { name, family, segments, used }));
    used.push(...addresses.map(({ address }) => rangeOf(address)));
    return addresses.length === 0 ? [] : [{ name, addresses }];
  });
}

interface Wanted {
  readonly name: string;
  readonly family: Family;
  readonly segments: readonly Segment[];
  /** Addresses of other clients. */
  readonly used: readonly AddressRange[];
}

function placeClient(fleet: Fleet, { name, family, segments, used }: Wanted): ClientAddress[] {
  const own = name === "world" ? WORLD[family] : (fleet.networks.get(name)?.prefixes[family] ?? []);
  const ranges = own.map(rangeOf);
  // Networks that extend beyond this one are not narrower.
  const narrower = otherNetworks(fleet, name, family).filter(
    (other) => name === "world" || !ranges.some((range) => holds(other, range)),
  );
  const taken = [...narrower, ...used, ...vips(fleet, family)];
  const found: ClientAddress[] = [];
  for (const segment of segments) {
    const mine = found.map(({ address }) => rangeOf(address));
    const address = pickIn(ranges, [...taken, ...machines(fleet, family, "subnets"), ...mine], family);
    if (address !== undefined) found.push({ family, address, segment });
  }
  if (found.length > 0) return found;
  const address = pickIn(ranges, [...taken, ...machines(fleet, family, "addresses")], family);
  const segment = segments.find(
    ({ subnets }) => address !== undefined && subnets.some(({ prefix }) => holds(rangeOf(prefix), rangeOf(address))),
  );
  return address === undefined || segment === undefined ? [] : [{ family, address, segment }];
}

function pickIn(ranges: readonly AddressRange[], taken: readonly AddressRange[], family: Family): string | undefined {
  for (const range of ranges) {
    const found = pick(range, taken, family);
    if (found !== undefined) return found;
  }
  return undefined;
}

function pick(range: AddressRange, taken: readonly AddressRange[], family: Family): string | undefined {
  const isWide = range.last - range.first > 2n * SKIPPED;
  const found = firstFree(range, taken, isWide ? range.first + SKIPPED : range.first);
  return found === undefined ? undefined : addressText(family, found);
}

function otherNetworks(fleet: Fleet, name: string, family: Family): PrefixRange[] {
  return [...fleet.networks.values()]
    .filter((network) => network.name !== name && network.name !== "world")
    .flatMap((network) => network.prefixes[family].map(rangeOf));
}

function vips(fleet: Fleet, family: Family): AddressRange[] {
  const inPlace = [...fleet.services.values()].flatMap(({ vip }) => vip[family] ?? []);
  return [...inPlace, ...fleet.announce[family]].map(rangeOf);
}

/** Subnets with machines, or the addresses of machines and those at the ends, where gateways are. */
function machines(fleet: Fleet, family: Family, what: "subnets" | "addresses"): AddressRange[] {
  return [...fleet.nodes.values()].flatMap((node) => {
    const own = node.addresses[family];
    if (own === undefined) return [];
    const subnet = rangeOf(own.subnet);
    if (what === "subnets") return [subnet];
    return [rangeOf(own.address), { first: subnet.last - 1n, last: subnet.last }];
  });
}
