import { compareText } from "../../contract/compare-text.ts";
import type { Fleet } from "../../contract/fleet.ts";

/** A next hop of a router for a prefix. */
export interface Hop {
  /** A node, or an address that belongs to no node. */
  readonly name: string;
  /** Whether another one has a higher local preference: it gets no traffic while that one is left. */
  readonly isReserve: boolean;
}

/** Names of nodes by their addresses. */
export function ownersOf({ nodes }: Fleet): ReadonlyMap<string, string> {
  return new Map(
    [...nodes.values()].flatMap(({ name, addresses }) =>
      Object.values(addresses).map(({ address }) => [address, name] as const),
    ),
  );
}

/** Sorted by name, those in reserve last. */
export function hops(all: readonly Hop[]): Hop[] {
  return all.toSorted((a, b) => Number(a.isReserve) - Number(b.isReserve) || compareText(a.name, b.name));
}
