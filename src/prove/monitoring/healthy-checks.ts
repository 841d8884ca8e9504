import { FAMILIES } from "../../contract/fleet.ts";
import type { CheckResult } from "../../contract/lab-checks.ts";
import { addressOf } from "../../ip/family.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { answering } from "../questions/wanted-from.ts";

/**
 * Which checks of monitoring should come out healthy in the lab. What fails because the catalog says so is left out:
 * - checks of nodes that do not run, of sessions with them, and counts of services that they belong to
 * - checks of VIPs that no node announces, or not the node itself that checks them
 * - of services in maintenance, or with a backend that no member serves, all but those of the members themselves
 */
export function healthyChecks(
  { fleet, claims }: Pick<LabInput, "fleet" | "claims">,
  running: ReadonlySet<string>,
): (check: CheckResult) => boolean {
  const isGone = (node: string) => fleet.nodes.has(node) && !running.has(node);
  const services = [...fleet.services.values()];
  const vips = new Set(services.flatMap(({ vip }) => FAMILIES.flatMap((family) => vip[family] ?? [])));
  const unserved = claims.serves
    .filter(({ targets }) => targets !== undefined && answering(targets, fleet).length === 0)
    .map(({ service }) => service);
  const closed = new Set([
    ...unserved,
    ...services.filter(({ state }) => state === "maintenance").map(({ name }) => name),
  ]);
  const short = new Set(
    services
      .filter(({ balance, backends }) =>
        [...balance.nodes, ...backends.flatMap(({ members }) => members.map(({ node }) => node))].some(({ name }) =>
          isGone(name),
        ),
      )
      .map(({ name }) => name),
  );
  // Without BGP, static routes lead to the nodes that bind the VIP.
  const carrying =
    fleet.spec.asn === undefined
      ? claims.binds
      : claims.announces.map(({ prefix, nodes }) => ({ address: addressOf(prefix), nodes }));
  const carriersOf = (address: string) =>
    carrying
      .filter((each) => each.address === address)
      .flatMap(({ nodes }) => nodes)
      .filter((node) => running.has(node) && fleet.nodes.get(node)?.state === "active");
  return ({ host, peer, address, service, isMember, isCount }) => {
    if (isGone(host) || (peer !== undefined && isGone(peer))) return false;
    if (isMember) return true;
    if (service !== undefined && (closed.has(service) || (isCount && short.has(service)))) return false;
    if (address === undefined || !vips.has(address)) return true;
    const carriers = carriersOf(address);
    return carriers.length > 0 && (!fleet.nodes.has(host) || carriers.includes(host));
  };
}
