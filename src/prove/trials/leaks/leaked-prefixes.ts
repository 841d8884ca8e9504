import type { Family, Fleet, Node } from "../../../contract/fleet.ts";
import { isReflector } from "../../../fleet/announce/sessions.ts";
import { type AddressRange, addressText, firstFree, rangeOf } from "../../../ip/address-range.ts";
import { hostPrefix } from "../../../ip/family.ts";
import { WORLD } from "../../../lab/network/plan-clients.ts";

/** A prefix that a node must not announce, or must not be believed to have. */
export interface LeakedPrefix {
  readonly prefix: string;
  readonly family: Family;
  /** Services whose VIP it is, on other nodes. */
  readonly services: readonly string[];
}

/** Prefixes of a fleet that are nobody's, by family. */
export interface NobodysPrefixes {
  /** Hosts outside of `fleet.announce`. */
  readonly foreign: readonly string[];
  /** Hosts inside of it that are no VIP. */
  readonly unused: readonly string[];
  /** Whole blocks of it: only host routes are announced. */
  readonly blocks: readonly string[];
}

/** As many hosts of a kind as a trial needs. */
const HOSTS = 2;

/** Prefixes that nobody may announce. */
export function nobodysPrefixes(fleet: Fleet, family: Family): NobodysPrefixes {
  const announced = fleet.announce[family];
  const vips = [...fleet.services.values()].flatMap(({ vip }) => vip[family] ?? []);
  const subnets = [...fleet.nodes.values()].flatMap(({ addresses }) => addresses[family]?.subnet ?? []);
  const taken = [...announced, ...subnets].map(rangeOf);
  return {
    foreign: freeHosts(WORLD[family], taken, family),
    unused: freeHosts(announced, [...vips, ...subnets].map(rangeOf), family),
    blocks: announced.filter((prefix) => !prefix.endsWith(family === "ipv4" ? "/32" : "/128")).slice(0, 1),
  };
}

function freeHosts(prefixes: readonly string[], taken: readonly AddressRange[], family: Family): string[] {
  const found: string[] = [];
  for (const range of prefixes.map(rangeOf)) {
    for (;;) {
      const used = [...taken, ...found.map(rangeOf)];
      const host = firstFree(range, used);
      if (host === undefined || found.length === HOSTS) break;
      found.push(hostPrefix(addressText(family, host)));
    }
  }
  return found;
}

/**
 * What peers must refuse from a node: foreign hosts, blocks, and, unless it is a reflector, which passes on everybody's
 * routes, hosts inside of `fleet.announce` that it does not carry.
 */
export function refusedFrom(node: Node, family: Family, fleet: Fleet): LeakedPrefix[] {
  const { foreign, unused, blocks } = nobodysPrefixes(fleet, family);
  const nobodys = [...foreign.slice(0, 1), ...blocks, ...(isReflector(node) ? [] : unused.slice(0, 1))];
  return [
    ...nobodys.map((prefix) => ({ prefix, family, services: [] })),
    ...(isReflector(node) ? [] : othersVips(node, family, fleet)),
  ];
}

/** VIPs that the node never carries. */
function othersVips(node: Node, family: Family, { services }: Fleet): LeakedPrefix[] {
  const byAddress = new Map<string, string[]>();
  const own = new Set<string>();
  for (const { name, vip, balance } of services.values()) {
    const address = vip[family];
    if (address === undefined) continue;
    byAddress.set(address, [...(byAddress.get(address) ?? []), name]);
    if (balance.nodes.includes(node)) own.add(address);
  }
  return [...byAddress]
    .filter(([address]) => !own.has(address))
    .map(([address, names]) => ({ prefix: hostPrefix(address), family, services: names }));
}
