import { FAMILIES } from "../../contract/fleet.ts";
import { addressOf } from "../../ip/family.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { type HeardNode, saidOf } from "./ask-daemons.ts";
import { firstCause, type Mismatch } from "./mismatch.ts";

/**
 * Each node has the VIPs that it announces, each as an address for itself alone: with a shorter prefix the node would believe that it
 * reaches all other VIPs directly. It uses none as the source of its own connections, whose answers would go to another node.
 */
export function compareAddresses(heard: HeardNode, { fleet, claims }: Pick<LabInput, "fleet" | "claims">): Mismatch[] {
  const said = saidOf(heard, "address");
  if (said === undefined) return [];
  const { node } = heard;
  const common = { node, asked: "addresses of VIPs" };
  const promised = claims.announces.filter(({ nodes }) => nodes.includes(node));
  const wrong = promised.flatMap(({ prefix, services, causes }): Mismatch[] => {
    const found = said.find((each) => addressOf(each.prefix) === addressOf(prefix));
    if (found?.prefix === prefix && !found.isSource) return [];
    const isPreferred = found?.prefix === prefix;
    const wanted = isPreferred ? `${prefix} for incoming connections alone` : prefix;
    const seen = isPreferred ? "own connections may come from it" : (found?.prefix ?? "no such address");
    return [{ ...common, services, wanted, seen, ...firstCause(causes) }];
  });
  const known = new Set(
    [...fleet.services.values()]
      .filter(({ balance }) => balance.nodes.some(({ name }) => name === node))
      .flatMap(({ vip }) => FAMILIES.flatMap((family) => vip[family] ?? [])),
  );
  const extra = said.filter(({ prefix }) => !known.has(addressOf(prefix)));
  return [
    ...wrong,
    ...extra.map(({ prefix }) => ({ ...common, services: [], wanted: `no ${prefix}`, seen: "it is there" })),
  ];
}
