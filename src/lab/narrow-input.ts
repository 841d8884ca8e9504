import { PEERS } from "../contract/block.ts";
import type { Claims } from "../contract/claims.ts";
import { FAMILIES, type Node } from "../contract/fleet.ts";
import { daemonNamed } from "./daemons.ts";
import type { LabInput } from "./lab-input.ts";

/**
 * The part of a fleet that some services need: nodes that carry their VIPs, their members, the routers of these nodes' sites,
 * and the reflectors there, or all if there are none. All other nodes are as if they were offline. Monitoring does not run:
 * services do without, and its hosts have the checks of the whole fleet. Other files stay as they are, with whatever else
 * the nodes serve.
 */
export function narrowInput(input: LabInput, only: ReadonlySet<string>): LabInput {
  const { fleet, claims, tree, silent } = input;
  const served = servedWith(only, input);
  const needed = neededNodes(input, served);
  const nodes = [...fleet.nodes].map(([name, node]): [string, Node] => [
    name,
    needed.has(name) ? node : { ...node, state: "offline" },
  ]);
  const runs = (node: string, daemon: string) => needed.has(node) && daemonNamed(daemon)?.phase !== "monitoring";
  return {
    fleet: { ...fleet, nodes: new Map(nodes) },
    claims: narrowClaims(claims, { only, needed, runs }),
    tree: {
      ...tree,
      files: tree.files.filter(({ file }) => file.node === PEERS || runs(file.node, file.daemon)),
      units: tree.units.filter(({ node, daemon }) => runs(node, daemon)),
    },
    silent: silent.filter((node) => needed.has(node)),
    served,
  };
}

/** These services, and others at their VIPs with a health check: a VIP is announced while all of its checks pass. */
function servedWith(only: ReadonlySet<string>, { fleet }: LabInput): Set<string> {
  const services = [...fleet.services.values()];
  const addresses = new Set(
    services.filter(({ name }) => only.has(name)).flatMap(({ vip }) => FAMILIES.flatMap((family) => vip[family] ?? [])),
  );
  const gates = services.filter(
    ({ health, vip }) =>
      (health.check !== undefined || health.minimumMembers !== undefined) &&
      FAMILIES.some((family) => addresses.has(vip[family] ?? "")),
  );
  return new Set([...only, ...gates.map(({ name }) => name)]);
}

function neededNodes({ fleet, claims }: LabInput, served: ReadonlySet<string>): Set<string> {
  const needed = new Set<string>();
  for (const { name, balance, backends } of [...fleet.services.values()].filter(({ name }) => served.has(name))) {
    for (const { name: node } of balance.nodes) needed.add(node);
    for (const { members } of backends) for (const { node } of members) needed.add(node.name);
    for (const { targets = [] } of claims.serves.filter(({ service }) => service === name))
      for (const { node } of targets) needed.add(node);
  }
  const nodes = [...fleet.nodes.values()];
  const sites = new Set([...needed].map((name) => fleet.nodes.get(name)?.site));
  const here = nodes.filter(({ site }) => sites.has(site));
  for (const { name, roles } of here) if (roles.has("router")) needed.add(name);
  const isReflector = ({ roles }: Node) => roles.has("route-reflector");
  const near = here.filter(isReflector);
  for (const { name } of near.length > 0 ? near : nodes.filter(isReflector)) needed.add(name);
  return needed;
}

interface Kept {
  readonly only: ReadonlySet<string>;
  readonly needed: ReadonlySet<string>;
  readonly runs: (node: string, daemon: string) => boolean;
}

/** Claims about these nodes, and checks of these services: those of others belong to members that do not run. */
function narrowClaims(claims: Claims, { only, needed, runs }: Kept): Claims {
  const narrow = <T extends { readonly nodes: readonly string[] }>(
    all: readonly T[],
    isKept: (node: string, claim: T) => boolean = (node) => needed.has(node),
  ) =>
    all.flatMap((claim) => {
      const nodes = claim.nodes.filter((node) => isKept(node, claim));
      return nodes.length === 0 ? [] : [{ ...claim, nodes }];
    });
  const isPlayed = (by: string) => by === "service" || daemonNamed(by) === undefined;
  return {
    binds: narrow(claims.binds, (node, { by }) => (isPlayed(by) ? needed.has(node) : runs(node, by))),
    admits: narrow(claims.admits),
    announces: narrow(claims.announces),
    serves: narrow(claims.serves),
    checks: narrow(claims.checks.filter(({ service }) => only.has(service))),
  };
}
