import type { Announce, Serve } from "../../contract/claim.ts";
import type { Claims } from "../../contract/claims.ts";
import type { Fleet, Service } from "../../contract/fleet.ts";

/** What remains during a fault. */
export interface Rest {
  /** Whether a node still carries the VIPs of a service. */
  readonly holds: (node: string, service: Service) => boolean;
  /** Whether a node's servers still answer load balancers. */
  readonly serves: (node: string) => boolean;
}

/** What claims still require once a fault was noticed: which nodes announce, and which members are left. */
export function claimsLeft(claims: Claims, fleet: Fleet, { holds, serves: isServing }: Rest): Claims {
  const holdAll = (nodes: readonly string[], services: readonly string[]) =>
    nodes.filter((node) =>
      services.every((name) => {
        const service = fleet.services.get(name);
        return service === undefined || holds(node, service);
      }),
    );
  const serves = claims.serves.map((serve): Serve => {
    const nodes = holdAll(serve.nodes, [serve.service]);
    const { targets } = serve;
    return targets === undefined
      ? { ...serve, nodes }
      : { ...serve, nodes, targets: targets.filter(({ node }) => isServing(node)) };
  });
  const withdrawn = new Set(
    [...fleet.services.values()]
      .filter((service) => isWithdrawn(service, claims.serves, serves))
      .map(({ name }) => name),
  );
  const announces = claims.announces.map((announce): Announce => {
    const isSick = announce.services.some((service) => withdrawn.has(service));
    return { ...announce, nodes: isSick ? [] : holdAll(announce.nodes, announce.services) };
  });
  return {
    ...claims,
    serves: serves.filter(({ service }) => !withdrawn.has(service)),
    announces,
    binds: claims.binds.map((bind) =>
      bind.by === "service" ? { ...bind, nodes: holdAll(bind.nodes, bind.services) } : bind,
    ),
  };
}

/**
 * Whether load balancers have withdrawn a service, because too few members are left or because nothing is left to pass the
 * check that runs through them.
 */
function isWithdrawn({ name, balance, health }: Service, before: readonly Serve[], after: readonly Serve[]): boolean {
  if (balance.by !== "haproxy") return false;
  const had = membersOf(name, before);
  const has = membersOf(name, after);
  if (had === has) return false;
  const isAsked = health.check !== undefined && health.check.type !== "tcp";
  return has < (health.minimumMembers ?? 0) || (isAsked && has === 0);
}

/** Members that get requests, without duplicates. */
function membersOf(service: string, serves: readonly Serve[]): number {
  const targets = serves.filter((serve) => serve.service === service).flatMap((serve) => serve.targets ?? []);
  return new Set(targets.filter(({ state }) => state === "active").map(({ node }) => node)).size;
}
