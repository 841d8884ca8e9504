import type { Access, Fleet, Frontend, Service } from "../../contract/fleet.ts";
import type { Span } from "../../contract/source.ts";
import { find, type Path, type Tree } from "../../contract/tree.ts";
import { isBlocked } from "./access-of.ts";

/**
 * Values of the catalog that an expectation follows from: findings show where they are written, and `prove --coverage` joins them
 * with the lines that they cause. What the catalog does not say has no place.
 */
export type Causes = readonly Span[];

/** Values below these paths of a thing, those that are written. */
export function valuesOf({ tree }: { readonly tree: Tree }, ...paths: readonly Path[]): Tree[] {
  return paths.flatMap((path) => find(tree, path) ?? []);
}

/** Where a frontend is: its VIP, its port, the nodes that carry it. */
export function placeCauses(service: Service, frontend: Frontend): Causes {
  return [
    ...valuesOf(frontend, ["port"], ["protocol"], ["transport"], ["redirect"]),
    ...valuesOf(service, ["hostnames"], ["vip"], ["balance"]),
    service.vip.tree,
  ];
}

/** Who is allowed: the access of a service and of narrower places, and the networks that they name. */
export function accessCauses(fleet: Fleet, client: string, accesses: readonly (Access | undefined)[]): Causes {
  const network = fleet.networks.get(client);
  return [
    ...accesses.flatMap((access) => access?.tree ?? []),
    ...(network === undefined ? [] : [network.tree]),
    ...valuesOf(fleet, ["blocked"]),
  ];
}

/** Why a client is refused: the blocked networks, or the narrowest access. */
export function refusalCause(from: string, fleet: Fleet, accesses: readonly (Access | undefined)[]): Span {
  const [blocked] = isBlocked(from, fleet) ? valuesOf(fleet, ["blocked"]) : [];
  return blocked ?? accesses.findLast((access) => access !== undefined)?.tree ?? fleet.tree;
}

/** As far as it matters here. */
type WantedAnswer =
  | { readonly kind: "member"; readonly backend?: string; readonly machines: readonly string[] }
  | { readonly kind: string; readonly backend?: never; readonly machines?: never };

/** What answers: the backend with the members that may, and what clients see of it. */
export function answerCauses(service: Service, frontend: Frontend, wanted: WantedAnswer): Causes {
  const certificate = frontend.certificate === undefined ? [] : valuesOf(frontend, ["tls", "certificate"]);
  if (wanted.machines === undefined) return certificate;
  const backend = service.backends.find(({ name }) => name === wanted.backend);
  if (backend === undefined) return certificate;
  const members = backend.members.filter(({ node }) => wanted.machines?.includes(node.name));
  return [
    ...certificate,
    ...(frontend.certificate === undefined ? [] : [frontend.certificate.tree]),
    ...valuesOf(frontend, ["backend"], ["request_headers"], ["response_headers"], ["tls", "hsts"]),
    ...valuesOf(backend, ["port"], ["protocol"], ["client_address"], ["tls"]),
    ...members.flatMap((member) => [member.tree, ...valuesOf(member.node, ["addresses"])]),
  ];
}
