import { type Block, block } from "../../src/contract/block.ts";
import { FAMILIES, type Family, type Fleet } from "../../src/contract/fleet.ts";
import { at } from "../../src/contract/origin.ts";
import type { HostRoute } from "./host-routes.ts";
import { network } from "./quote.ts";

/** BIRD's terms for a family: its channel, and the digit at the end of our names. */
export const CHANNELS = {
  ipv4: { channel: "ipv4", digit: "4", bits: 32 },
  ipv6: { channel: "ipv6", digit: "6", bits: 128 },
} as const;

/** Host routes inside of `fleet.announce`, for each family that it has. */
export function announceSets(fleet: Fleet): Block[] {
  const families = FAMILIES.filter((family) => fleet.announce[family].length > 0);
  const head = ["", "# Only host routes inside these prefixes are announced or accepted."];
  return families.map((family, index) => announceSet(fleet, family, index === 0 ? head : [""]));
}

function announceSet(fleet: Fleet, family: Family, head: readonly string[]): Block {
  const { digit, bits } = CHANNELS[family];
  const prefixes = fleet.announce[family];
  const name = `ANNOUNCE${digit}`;
  const lines = prefixes.map((prefix, index) => element(`${network(prefix)}{${bits},${bits}}`, index, prefixes.length));
  return block(`define ${name}`, [...head, `define ${name} = [`, ...lines, "];"], [at(fleet, "announce")]);
}

/**
 * A set of host routes, one element per block, each with the services it is for. Sets are made once for each list of
 * routes, which nodes share.
 */
export function setPrinter(): (name: string, routes: readonly HostRoute[]) => readonly Block[] {
  const made = new WeakMap<readonly HostRoute[], Map<string, readonly Block[]>>();
  return (name, routes) => {
    const ofRoutes = made.get(routes) ?? new Map<string, readonly Block[]>();
    made.set(routes, ofRoutes);
    const before = ofRoutes.get(name);
    if (before !== undefined) return before;
    const blocks = routeSet(name, routes);
    ofRoutes.set(name, blocks);
    return blocks;
  };
}

function routeSet(name: string, routes: readonly HostRoute[]): Block[] {
  return [
    block(`define ${name}`, ["", `define ${name} = [`]),
    ...routes.map(({ prefix, causes }, index) =>
      block(`${name} ${prefix}`, [element(network(prefix), index, routes.length)], causes),
    ),
    block(`end of ${name}`, ["];"]),
  ];
}

function element(text: string, index: number, count: number): string {
  return `  ${text}${index + 1 < count ? "," : ""}`;
}
