import { compareText } from "../../claims/compare-text.ts";
import type { Fleet } from "../../resolve/fleet.ts";
import type { BgpRoute } from "../read-bird.ts";
import type { LabInput } from "../start-lab.ts";

/** A prefix whose next hops are not those that were promised. */
export interface WrongHops {
  readonly prefix: string;
  /** Empty where it is the VIP of none. */
  readonly services: readonly string[];
  /** Names of nodes, sorted; addresses where no node has them. */
  readonly wanted: readonly string[];
  readonly seen: readonly string[];
}

/** Compares the routes that a router knows with who is to announce what. */
export function compareRoutes(
  routes: readonly BgpRoute[],
  { fleet, claims }: Pick<LabInput, "fleet" | "claims">,
): WrongHops[] {
  const owners = new Map(
    [...fleet.nodes.values()].flatMap(({ name, addresses }) =>
      Object.values(addresses).map(({ address }) => [address, name] as const),
    ),
  );
  const known = new Map<string, string[]>();
  for (const { prefix, nextHop } of routes) {
    known.set(prefix, [...(known.get(prefix) ?? []), owners.get(nextHop) ?? nextHop].sort(compareText));
  }
  const promised = claims.announces.map(({ prefix, services, nodes }) => {
    const running = nodes.filter((name) => fleet.nodes.get(name)?.state !== "offline");
    return { prefix, services, wanted: running.sort(compareText) };
  });
  const extra = [...known.keys()]
    .filter((prefix) => !promised.some((each) => each.prefix === prefix))
    .map((prefix) => ({ prefix, services: servicesAt(prefix, fleet), wanted: [] }));
  return [...promised, ...extra]
    .map((each) => ({ ...each, seen: known.get(each.prefix) ?? [] }))
    .filter(({ wanted, seen }) => wanted.join() !== seen.join());
}

function servicesAt(prefix: string, fleet: Fleet): string[] {
  const [address, length] = prefix.split("/");
  if (length !== "32" && length !== "128") return [];
  return [...fleet.services.values()]
    .filter(({ vip }) => vip.ipv4 === address || vip.ipv6 === address)
    .map(({ name }) => name);
}
