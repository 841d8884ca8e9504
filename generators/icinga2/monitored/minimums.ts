import type { Family, Service } from "../../../src/contract/fleet.ts";
import type { Model, WatchedVip } from "../model.ts";
import type { Value } from "../quote.ts";

/** Checks that are counted: host and service. */
type Counted = readonly (readonly [host: string, check: string])[];

/** `minimum_healthy` of the services at a VIP: which checks are counted, and how many must be healthy. */
export function minimumsOf(model: Model, vip: WatchedVip, family: Family): Record<string, Value> {
  const found: Record<string, Value> = {};
  for (const service of vip.services) {
    const wanted = service.monitoring.minimumHealthy;
    if (wanted === undefined) continue;
    for (const { what, counted } of countable(model, vip, service, wanted, family)) {
      const name = `${service.name}::minimum:${what}`;
      found[name] = { service: service.name, title: `${service.name}: enough ${what}`, wanted, counted };
    }
  }
  return found;
}

function countable(
  model: Model,
  vip: WatchedVip,
  service: Service,
  wanted: number,
  family: Family,
): { what: string; counted: Counted }[] {
  // Both addresses of a VIP have the same members.
  const pools = family === vip.families[0] ? poolsOf(model, service) : [];
  const large = pools.filter(({ counted }) => counted.length >= wanted);
  if (service.balance.by === "haproxy" && poolsOf(model, service).some(({ counted }) => counted.length >= wanted))
    return large;
  const counting = vip.checks.find(
    (check) =>
      check.service === service && check.local.includes(family) && (check.counts || service.balance.by === "haproxy"),
  );
  if (counting === undefined) return [];
  const nodes = service.balance.nodes.filter((node) => model.able.has(node) && node.state === "active");
  const names = nodes.map((node) => node.name).sort();
  const counted = names.map((node) => [node, `${counting.name}:${family}`] as const);
  return counted.length < wanted ? [] : [{ what: "nodes", counted }];
}

/** Members that serve: one that drains or is in maintenance is healthy but serves nobody. */
function poolsOf({ pools }: Model, service: Service): { what: string; counted: Counted }[] {
  const byBackend = new Map<string, (readonly [string, string])[]>();
  for (const pool of pools) {
    if (pool.service !== service) continue;
    const serving = pool.members.filter((member) => member.state === "active");
    const members = serving.map((member) => [member.node.name, pool.name] as const);
    byBackend.set(pool.backend.name, [...(byBackend.get(pool.backend.name) ?? []), ...members]);
  }
  return [...byBackend].map(([backend, counted]) => ({ what: `members of ${backend}`, counted }));
}
