import type { Fleet } from "../../contract/fleet.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { preferredOf } from "../../lab/network/preferred-of.ts";
import type { BgpRoute } from "../read-bird.ts";
import { type Hop, hops, ownersOf } from "./hops.ts";

/** A prefix with other next hops than expected. */
export interface WrongHops {
  readonly prefix: string;
  /** Empty if it is the VIP of none. */
  readonly services: readonly string[];
  /** Sorted by name, those in reserve last. */
  readonly wanted: readonly Hop[];
  readonly seen: readonly Hop[];
}

/** Compares a router's routes with the expected announcements and preferred sites. */
export function compareRoutes(
  routes: readonly BgpRoute[],
  { fleet, claims }: Pick<LabInput, "fleet" | "claims">,
): WrongHops[] {
  const owners = ownersOf(fleet);
  const known = new Map<string, BgpRoute[]>();
  for (const route of routes) known.set(route.prefix, [...(known.get(route.prefix) ?? []), route]);
  const promised = claims.announces.map(({ prefix, services, nodes }) => {
    const running = nodes.filter((name) => fleet.nodes.get(name)?.state !== "offline");
    const preferred = preferredOf(running, fleet.services.get(services[0] ?? ""), fleet);
    return { prefix, services, wanted: hops(running.map((name) => ({ name, isReserve: !preferred.includes(name) }))) };
  });
  const extra = [...known.keys()]
    .filter((prefix) => !promised.some((each) => each.prefix === prefix))
    .map((prefix) => ({ prefix, services: servicesAt(prefix, fleet), wanted: [] }));
  const seenAt = (prefix: string) => {
    const paths = known.get(prefix) ?? [];
    const highest = Math.max(...paths.map(({ preference }) => preference));
    return hops(
      paths.map(({ nextHop, preference }) => ({
        name: owners.get(nextHop) ?? nextHop,
        isReserve: preference < highest,
      })),
    );
  };
  return [...promised, ...extra]
    .map((each) => ({ ...each, seen: seenAt(each.prefix) }))
    .filter(({ wanted, seen }) => wanted.map(hopText).join() !== seen.map(hopText).join());
}

/** `lb1`, or `lb2 in reserve`. */
export function hopText({ name, isReserve }: Hop): string {
  return isReserve ? `${name} in reserve` : name;
}

function servicesAt(prefix: string, fleet: Fleet): string[] {
  const [address, length] = prefix.split("/");
  if (length !== "32" && length !== "128") return [];
  return [...fleet.services.values()]
    .filter(({ vip }) => vip.ipv4 === address || vip.ipv6 === address)
    .map(({ name }) => name);
}
