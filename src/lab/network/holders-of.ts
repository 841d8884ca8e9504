import type { Bind } from "../../contract/claim.ts";
import { hostPrefix } from "../../ip/family.ts";
import type { LabInput } from "../lab-input.ts";
import { preferredOf } from "./preferred-of.ts";

/**
 * Of the nodes with a VIP, those that get its traffic: nodes that announce it, or if none does, nodes with an address that
 * do not drain. Of these, only those at preferred sites, if there are any.
 */
export function holdersOf(
  { nodes, address, family, services: [service = ""] }: Pick<Bind, "nodes" | "address" | "family" | "services">,
  { fleet, claims }: Pick<LabInput, "fleet" | "claims">,
): readonly string[] {
  const route = hostPrefix(address);
  const announced = claims.announces.find(({ prefix }) => prefix === route);
  const able = nodes.filter((name) => {
    const node = fleet.nodes.get(name);
    if (fleet.spec.asn !== undefined) return announced?.nodes.includes(name) ?? false;
    return node?.state === "active" && node.addresses[family] !== undefined;
  });
  return preferredOf(able, fleet.services.get(service), fleet);
}
