import type { Target } from "../../contract/claim.ts";
import type { Backend } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import type { SaidPool, SaidTarget } from "../../contract/said.ts";
import { familyOf } from "../../ip/family.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { type HeardNode, saidOf } from "./ask-daemons.ts";
import { firstCause, type Mismatch } from "./mismatch.ts";

type Input = Pick<LabInput, "fleet" | "claims">;
type Server = SaidTarget;

/** Servers of backends are the expected members, chosen as the catalog says, and each allows the load balancer. */
export function comparePools(heard: HeardNode, others: readonly HeardNode[], input: Input): Mismatch[] {
  const { node } = heard;
  const said = saidOf(heard, "pool");
  if (said === undefined) return [];
  const promised = promisedPools(node, input);
  const known = new Map(said.map((pool) => [keyOf(pool), pool]));
  const balancing = [...promised].flatMap(([key, pool]) => compareBalancing(node, pool, known.get(key)));
  const wrong = [...promised].flatMap(([key, pool]) =>
    compareServers(node, pool, known.get(key)?.targets ?? [], input),
  );
  const extra = said.filter((pool) => !promised.has(keyOf(pool)));
  return [
    ...wrong,
    ...balancing,
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

function promisedPools(node: string, { claims, fleet }: Input): Map<string, PromisedPool> {
  const pools = new Map<string, PromisedPool>();
  for (const { nodes, service, backend: name, targets } of claims.serves) {
    if (!nodes.includes(node) || name === undefined || targets === undefined) continue;
    const backend = fleet.services.get(service)?.backends.find((each) => each.name === name);
    const balancing = backend?.spec.haproxy?.some((line) => BALANCING.test(line)) ? undefined : backend;
    pools.set(keyOf({ service, backend: name }), { service, backend: name, targets, ...present({ balancing }) });
  }
  return pools;
}

/** Raw lines that may say otherwise. */
const BALANCING = /^\s*(?:no\s+)?(?:balance|mode|cookie|dynamic-cookie-key|hash-type)\b/;

interface PromisedPool {
  readonly service: string;
  readonly backend: string;
  readonly targets: readonly Target[];
  /** Absent if it is not compared. */
  readonly balancing?: Backend;
}

/** What a daemon does not say is not compared. */
function compareBalancing(
  node: string,
  { service, backend, balancing }: PromisedPool,
  said: SaidPool | undefined,
): Mismatch[] {
  if (balancing === undefined || said?.algorithm === undefined || said.protocol === undefined) return [];
  const { algorithm, protocol, spec } = balancing;
  const cookie = spec.persistence?.by === "cookie" ? spec.persistence.name : undefined;
  const wanted = balancingText({ algorithm, protocol, ...present({ cookie }) });
  const seen = balancingText(said);
  if (wanted === seen) return [];
  const cause = firstCause([balancing.tree]);
  return [{ services: [service], node, asked: `balancing of backend ${backend}`, wanted, seen, ...cause }];
}

function balancingText({ algorithm, protocol, cookie }: Pick<SaidPool, "algorithm" | "protocol" | "cookie">): string {
  return `${algorithm} of ${protocol}, ${cookie === undefined ? "no cookie" : `cookie ${cookie}`}`;
}

function compareServers(
  node: string,
  { service, backend, targets, balancing }: PromisedPool,
  said: readonly Server[],
  { fleet }: Input,
): Mismatch[] {
  const written = fleet.services.get(service)?.backends.find((each) => each.name === backend);
  const limit = present({ connections: balancing?.spec.member_connections });
  const members: readonly Server[] = targets.map((target) => ({ ...target, ...limit }));
  const servers = balancing === undefined ? said.map(({ connections: _, ...server }) => server) : said;
  const names = [...new Set([...members, ...servers].map(({ name }) => name))].sort();
  return names.flatMap((name): Mismatch[] => {
    const describe = (some: readonly Server[]) => serverText(some.find((each) => each.name === name));
    const [wanted, seen] = [describe(members), describe(servers)];
    if (wanted === seen) return [];
    const member = written?.members.find((each) => each.name === name);
    const cause = firstCause(member === undefined ? [] : [member.tree]);
    return [{ services: [service], node, asked: `server ${name} of backend ${backend}`, wanted, seen, ...cause }];
  });
}

function serverText(server: Server | undefined): string {
  if (server === undefined) return "no such server";
  const { address, port, weight, backup, state, connections } = server;
  // A draining member has weight 0.
  const share = state === "draining" ? "draining" : `weight ${weight}${state === "active" ? "" : `, in ${state}`}`;
  return `${address} port ${port}, ${share}${backup ? ", backup" : ""}${connections === undefined ? "" : `, ${connections} connections`}`;
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
