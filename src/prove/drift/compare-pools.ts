import type { Target } from "../../contract/claim.ts";
import type { SaidPool } from "../../contract/said.ts";
import { familyOf } from "../../ip/family.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { type HeardNode, saidOf } from "./ask-daemons.ts";
import type { Mismatch } from "./mismatch.ts";

type Input = Pick<LabInput, "fleet" | "claims">;
type Server = SaidPool["targets"][number];

/** Servers of backends are the expected members, and each allows the load balancer. */
export function comparePools(heard: HeardNode, others: readonly HeardNode[], input: Input): Mismatch[] {
  const { node } = heard;
  const said = saidOf(heard, "pool");
  if (said === undefined) return [];
  const promised = promisedPools(node, input);
  const known = new Map(said.map((pool) => [keyOf(pool), pool]));
  const wrong = [...promised].flatMap(([key, pool]) => compareServers(node, pool, known.get(key)?.targets ?? []));
  const extra = said.filter((pool) => !promised.has(keyOf(pool)));
  return [
    ...wrong,
    ...extra.map(({ service, backend }) => ({
      ...{ services: input.fleet.services.has(service) ? [service] : [], node, asked: "backends" },
      ...{ wanted: `no backend ${backend} of ${service}`, seen: "it has servers" },
    })),
    ...said.flatMap((pool) => shutOut(node, pool, others, input)),
  ];
}

function keyOf({ service, backend }: Pick<SaidPool, "service" | "backend">): string {
  return JSON.stringify([service, backend]);
}

function promisedPools(node: string, { claims }: Input): Map<string, PromisedPool> {
  const pools = new Map<string, PromisedPool>();
  for (const { nodes, service, backend, targets } of claims.serves) {
    if (!nodes.includes(node) || backend === undefined || targets === undefined) continue;
    pools.set(keyOf({ service, backend }), { service, backend, targets });
  }
  return pools;
}

interface PromisedPool {
  readonly service: string;
  readonly backend: string;
  readonly targets: readonly Target[];
}

function compareServers(
  node: string,
  { service, backend, targets }: PromisedPool,
  servers: readonly Server[],
): Mismatch[] {
  const names = [...new Set([...targets, ...servers].map(({ name }) => name))].sort();
  return names.flatMap((name): Mismatch[] => {
    const describe = (some: readonly Server[]) => serverText(some.find((each) => each.name === name));
    const [wanted, seen] = [describe(targets), describe(servers)];
    if (wanted === seen) return [];
    return [{ services: [service], node, asked: `server ${name} of backend ${backend}`, wanted, seen }];
  });
}

function serverText(server: Server | undefined): string {
  if (server === undefined) return "no such server";
  const { address, port, weight, backup, state } = server;
  // A draining member has weight 0.
  const share = state === "draining" ? "draining" : `weight ${weight}${state === "active" ? "" : `, in ${state}`}`;
  return `${address} port ${port}, ${share}${backup ? ", backup" : ""}`;
}

/** Servers whose firewall blocks the load balancer, without a claim that admits it. */
function shutOut(node: string, pool: SaidPool, others: readonly HeardNode[], { fleet, claims }: Input): Mismatch[] {
  return pool.targets.flatMap(({ address, port }): Mismatch[] => {
    const owner = others.find((each) =>
      Object.values(fleet.nodes.get(each.node)?.addresses ?? {}).some((own) => own.address === address),
    );
    const admits = owner === undefined ? undefined : saidOf(owner, "admit");
    const own = fleet.nodes.get(node)?.addresses[familyOf(address)]?.address;
    if (owner === undefined || admits === undefined || own === undefined) return [];
    const isPromised = claims.admits.some((admit) => admit.address === address && admit.port === port);
    const isOpen = admits.some(
      (admit) => admit.address === address && admit.firstPort <= port && port <= admit.lastPort,
    );
    if (isPromised || isOpen) return [];
    return [
      {
        ...{
          services: [pool.service],
          node: owner.node,
          asked: `sources allowed by the firewall of a member of ${pool.backend}`,
        },
        ...{ wanted: `${node} (${own}) to ${address} tcp/${port}`, seen: "nobody" },
      },
    ];
  });
}
