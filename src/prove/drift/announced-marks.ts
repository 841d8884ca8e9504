import type { Fleet, Node } from "../../contract/fleet.ts";
import { isEmitted } from "../../fleet/emitted.ts";
import { addressOf } from "../../ip/family.ts";

/** States of services, the most important ones first, with their numbers; see the README of the generator for BIRD. */
const STATES = [
  ["production", 1],
  ["maintenance", 3],
  ["testing", 2],
] as const;

/** What routers are told with a VIP that a node announces: whether it is in reserve, the state of its services, and its site. */
export function announcedMarks(prefix: string, node: Node, { services, spec }: Fleet): string[] {
  const address = addressOf(prefix);
  const own = [...services.values()].filter(
    (service) => [service.vip.ipv4, service.vip.ipv6].includes(address) && isEmitted(service),
  );
  const prefer = own[0]?.balance.prefer ?? [];
  const isReserve = prefer.length > 0 && !prefer.includes(node.site);
  const state = STATES.find(([name]) => own.some((service) => service.state === name))?.[1];
  const tags = [...(state === undefined ? [] : [[1, state] as const]), [2, spec.sites.indexOf(node.site) + 1] as const];
  const asn = spec.asn ?? 0;
  return [
    ...tags.map(([kind, value]) =>
      asn > 65_535 ? `community (${asn},${kind},${value})` : `community (${asn},${kind * 1000 + value})`,
    ),
    `local preference ${isReserve ? 50 : 100}`,
  ].sort();
}
