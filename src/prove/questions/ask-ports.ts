import { compareText } from "../../contract/compare-text.ts";
import { FAMILIES, type Family, type Node, type Transport } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { runningNodes } from "../../lab/network/plan-segments.ts";
import { isAdmittedTo, type NodePort } from "./access-of.ts";
import type { Asker } from "./asker.ts";
import { accessCauses, type Causes, valuesOf } from "./causes.ts";
import { PATIENCE, type Question, SILENCE } from "./question.ts";
import type { Scope } from "./question-scope.ts";
import { whatToSay } from "./what-to-say.ts";

/**
 * Questions to the nodes' own addresses, without load balancers: each port with a listener or a claim, from
 * one client of each network. Clients that no claim admits must get no reply at all, and admitted ones must reach the machine.
 */
export function askPorts(scope: Scope): Question[] {
  const oneEach = [...new Map(scope.askers.map((asker) => [`${asker.client} ${asker.family}`, asker])).values()];
  return runningNodes(scope.fleet)
    .filter(({ name }) => scope.firewalled.has(name))
    .flatMap((node) =>
      FAMILIES.flatMap((family) => {
        const address = node.addresses[family]?.address;
        if (address === undefined) return [];
        const askers = oneEach.filter((asker) => asker.family === family);
        return portsOf({ node, family, address }, scope).flatMap((port) =>
          askers.flatMap((asker) => ask(asker, { node, address }, port, scope)),
        );
      }),
    );
}

interface OpenPort {
  readonly port: number;
  readonly transport: Transport;
  /** The service that it is for, if any. */
  readonly service?: string;
  /** Of the claims that open it or that something listens. */
  readonly causes: Causes;
}

interface OwnAddress {
  readonly node: Node;
  readonly family: Family;
  readonly address: string;
}

/**
 * Ports of a node's address on which a daemon listens or that a claim opens, and those of its servers, even if they listen only on
 * another address; sorted.
 */
function portsOf({ node, family, address }: OwnAddress, { claims, listeners }: Scope): OpenPort[] {
  const ofNode = [...claims.binds, ...claims.admits].filter(({ nodes }) => nodes.includes(node.name));
  const here = ofNode.filter((claim) => claim.family === family && ["*", address].includes(claim.address));
  const served = listeners.filter(({ machine }) => machine === node.name);
  const ports = new Map(
    [...here, ...served].map(({ port, transport }) => [
      `${transport} ${String(port).padStart(5, "0")}`,
      { port, transport },
    ]),
  );
  return [...ports]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, { port, transport }]) => {
      const own = ofNode.filter((claim) => claim.port === port && claim.transport === transport);
      const [service] = own.flatMap(({ services }) => services);
      return { port, transport, causes: own.flatMap(({ causes }) => causes), ...present({ service }) };
    });
}

function ask(
  { client, from, family }: Asker,
  { node, address }: Pick<OwnAddress, "node" | "address">,
  { port, transport, service, causes }: OpenPort,
  { claims, fleet }: Scope,
): Question[] {
  const place: NodePort = { node: node.name, address, port, transport };
  const admitted = isAdmittedTo(from, place, claims, fleet);
  // A UDP server need not answer unknown requests.
  if (admitted && transport === "udp") return [];
  return [
    {
      ...present({ service }),
      ...{ client, family, nodes: [node.name], asked: `${transport} port ${port} of ${node.name}` },
      probe: {
        ...{ transport, from, to: address, port, until: "data", timeout: admitted ? PATIENCE : SILENCE },
        says: whatToSay("echo", transport),
      },
      wanted: admitted ? { kind: "reached" } : { kind: "nothing", filtered: true },
      causes: [...causes, ...accessCauses(fleet, client, []), ...valuesOf(node, ["addresses"])],
    },
  ];
}
