import type { Bind } from "../claims/claim.ts";
import { hostPrefix } from "./address-range.ts";
import type { LabInput } from "./start-lab.ts";

/**
 * Of the nodes that have a VIP those that it leads to: who announces it; where nothing is announced, who does not drain and has
 * an address to send to.
 */
export function holdersOf(
  { nodes, address, family }: Pick<Bind, "nodes" | "address" | "family">,
  { fleet, claims }: Pick<LabInput, "fleet" | "claims">,
): readonly string[] {
  const announced = claims.announces.find(({ prefix }) => prefix === hostPrefix(address));
  return nodes.filter((name) => {
    const node = fleet.nodes.get(name);
    if (fleet.spec.asn !== undefined) return announced?.nodes.includes(name) ?? false;
    return node?.state === "active" && node.addresses[family] !== undefined;
  });
}
