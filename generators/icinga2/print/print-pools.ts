import { type Block, block } from "../../../src/contract/block.ts";
import { compareText } from "../../../src/contract/compare-text.ts";
import type { Service } from "../../../src/contract/fleet.ts";
import { poolName } from "../../../src/fleet/pool-name.ts";
import type { Model } from "../model.ts";
import type { WatchedPool } from "../monitored/pools.ts";
import { isPaged } from "../monitored/recipients.ts";
import { entry, HEADER } from "../printed.ts";

const POOLS = "IntentlbPools";
const VIEWS = "IntentlbViews";

/** Members, a line for each backend. */
export function poolsFile(model: Model): Block[] {
  const keys = new Map<string, number>();
  const keyOf = ({ service, backend }: WatchedPool): string => {
    const name = `${service.name}:${backend.name}`;
    const before = keys.get(name) ?? 0;
    keys.set(name, before + 1);
    return before === 0 ? name : `${name}:${before + 1}`;
  };
  return [
    HEADER,
    block("pools", ["", "// Members of backends, checked like the backend's health check.", `globals.${POOLS} = {}`]),
    ...model.pools.map((pool) => entry(POOLS, keyOf(pool), poolEntry(pool), pool.causes)),
    block("views", [
      "",
      "// Backends that are checked through HAProxy, because nobody else can reach them.",
      `globals.${VIEWS} = {}`,
    ]),
    ...model.views.map(({ service, backend, pages }) =>
      entry(
        VIEWS,
        `${service.name}:${backend.name}:haproxy`,
        {
          service: service.name,
          title: `${service.name} ${backend.name}`,
          backend: poolName(service.name, backend.name),
          nodes: loadBalancers(service),
          ...(pages && isPaged(service) ? { page: true } : {}),
        },
        [backend.tree],
      ),
    ),
  ];
}

function poolEntry({ service, backend, name, use, members }: WatchedPool) {
  const silent = members.filter((member) => member.state === "maintenance");
  return {
    name,
    ...{ service: service.name, title: `${service.name} ${backend.name}`, command: use.command, vars: use.vars },
    members: members.map((member) => member.node.name),
    ...(silent.length === 0 ? {} : { silent: silent.map((member) => member.node.name) }),
  };
}

function loadBalancers({ balance }: Service): string[] {
  return balance.nodes
    .filter((node) => node.roles.has("load-balancer"))
    .map((node) => node.name)
    .sort(compareText);
}
