import type { Node } from "../../src/contract/fleet.ts";
import { BIRD_SESSION, HAPROXY } from "./itl.ts";
import type { Model, WatchedVip } from "./model.ts";
import type { VipCheck } from "./monitored/vip-checks.ts";
import { hasHaproxy } from "./needed-rules.ts";

/**
 * Names of the check commands that a node needs: an agent those that it runs itself, which are all that anybody can have it run;
 * a monitoring host all that are used, because it sends their checks to agents.
 */
export function neededCommands(
  model: Model,
  checksAt: (vip: WatchedVip) => readonly VipCheck[],
): (node: Node) => ReadonlySet<string> {
  const { able, pools, roster } = model;
  const checks = model.vips.flatMap(checksAt);
  const atAll = new Set([
    ...checks.map(({ use }) => use.command),
    ...pools.map(({ use }) => use.command),
    ...[...able].flatMap((node) => ownCommands(model, node)),
  ]);
  const byNode = new Map<Node, Set<string>>();
  for (const { service, local, use } of checks) {
    if (local.length === 0) continue;
    for (const node of service.balance.nodes) byNode.set(node, (byNode.get(node) ?? new Set()).add(use.command));
  }
  return (node) =>
    roster.masters.includes(node) ? atAll : new Set([...(byNode.get(node) ?? []), ...ownCommands(model, node)]);
}

/** Commands of checks of the node itself. */
function ownCommands({ sessions }: Model, node: Node): string[] {
  return [
    ...(hasHaproxy(node) ? [HAPROXY] : []),
    ...(sessions.some((session) => session.node === node) ? [BIRD_SESSION] : []),
  ];
}
