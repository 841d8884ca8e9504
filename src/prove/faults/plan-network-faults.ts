import type { Fault } from "../../lab/lab.ts";
import { planSegments } from "../../lab/network/plan-segments.ts";
import { untilAnnounced, untilForgotten, untilMissed, untilTakenIn, untilTakenOut } from "./bounds.ts";
import { memberships } from "./checked-members.ts";
import { claimsLeft } from "./claims-left.ts";
import type { PlannedFault } from "./planned-fault.ts";
import { carriers, type FaultScope, namesOf, runs } from "./scope.ts";

/** Each node that is only a reflector fails, which must go unnoticed. */
export function planReflectors(scope: FaultScope): PlannedFault[] {
  const { input, plan } = scope;
  const services = namesOf(carriers(scope).flatMap((each) => each.services));
  const reflectors = plan.machines.filter(({ node }) => node?.roles.has("route-reflector"));
  const alone = reflectors.filter(
    ({ name }) => runs(scope, name, "bird") && !carriers(scope).some(({ node }) => node.name === name),
  );
  if (services.length === 0) return [];
  return alone.map(
    ({ name }): PlannedFault => ({
      name: reflectors.length > 1 ? `reflector ${name} is gone` : `BIRD dies on reflector ${name}`,
      // Routers keep the routes of the only reflector for a while, if they see that it is about to return.
      breaks: [
        reflectors.length > 1 ? { kind: "machine", machine: name } : { kind: "daemon", machine: name, daemon: "bird" },
      ],
      nodes: [name],
      services,
      concerns: () => true,
      left: () => input.claims,
      isAnnounced: input.fleet.spec.asn !== undefined,
      takenOut: [],
      bounds: { out: 0, back: untilAnnounced([]) },
    }),
  );
}

/**
 * A site is cut off from the others, and each side continues with its own machines. With two sites only one fault, because the
 * same link is cut. Sites that share a subnet count as one here.
 */
export function planLinks(scope: FaultScope): PlannedFault[] {
  const { fleet, claims } = scope.input;
  const segments = planSegments(fleet);
  const all = memberships(scope);
  const holders = carriers(scope);
  const services = namesOf(holders.flatMap((each) => each.services));
  const used = segments.filter(({ hosts }) =>
    hosts.some((host) => holders.some(({ node }) => node === host) || all.some(({ member }) => member === host.name)),
  );
  if (segments.length < 2) return [];
  const cut = segments.length === 2 ? used.slice(0, 1) : used;
  const checks = all.flatMap(({ check }) => check ?? []);
  return cut.map(({ sites, routers, hosts }): PlannedFault => {
    const within = new Set(hosts.map(({ name }) => name));
    const rest = (isInside: boolean) =>
      claimsLeft(claims, fleet, {
        holds: (node) => within.has(node) === isInside,
        serves: (node) => within.has(node) === isInside,
      });
    const [inside, outside] = [rest(true), rest(false)];
    return {
      name: `${sites.length > 1 ? "sites" : "site"} ${sites.join(" ")} ${sites.length > 1 ? "are" : "is"} cut off`,
      breaks: routers.map(({ name }): Fault => ({ kind: "uplink", machine: name })),
      nodes: [...within],
      services,
      concerns: () => true,
      left: (own) => (own.some((site) => sites.includes(site)) ? inside : outside),
      // Routers of the other sites keep for a while the routes from reflectors that they cannot reach any more.
      isAnnounced: false,
      takenOut: all.filter(({ balancer, member }) => within.has(balancer) !== within.has(member)),
      bounds: {
        out: Math.max(untilMissed(fleet), untilTakenOut(checks), segments.length > 2 ? untilForgotten() : 0),
        back: Math.max(untilAnnounced([]), untilTakenIn(checks)),
      },
    };
  });
}
