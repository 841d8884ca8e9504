import { compareText } from "../../contract/compare-text.ts";
import { FAMILIES, type Family, type Node, type Transport } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { runningNodes } from "../../lab/network/plan-segments.ts";
import { isAdmittedTo, type OwnPort } from "./access-of.ts";
import type { Asker } from "./asker.ts";
import { PATIENCE, type Question, SILENCE } from "./question.ts";
import type { Scope } from "./question-scope.ts";
import { whatToSay } from "./what-to-say.ts";

/**
 * Questions to the nodes' own addresses, past all load balancers: each port that something listens at or that a claim opens, by
 * one client of each network. Whom no claim admits must not even be refused, and whom one admits must reach the machine.
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
  /** The service that it is for, where there is one. */
  readonly service?: string;
}

interface OwnAddress {
  readonly node: Node;
  readonly family: Family;
  readonly address: string;
}

/**
 * Ports of a node's address that a daemon listens at or a claim opens, and those of its servers, also where they listen at
 * another address alone; sorted.
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
      const [service] = ofNode.flatMap((claim) =>
        claim.port === port && claim.transport === transport ? claim.services : [],
      );
      return { port, transport, ...present({ service }) };
    });
}

function ask(
  { client, from, family }: Asker,
  { node, address }: Pick<OwnAddress, "node" | "address">,
  { port, transport, service }: OpenPort,
  { claims, fleet }: Scope,
): Question[] {
  const place: OwnPort = { node: node.name, address, port, transport };
  const admitted = isAdmittedTo(from, place, claims, fleet);
  // Who listens at a UDP port need not answer a stranger's words.
  if (admitted && transport === "udp") return [];
  return [
    {
      ...present({ service }),
      ...{ client, family, nodes: [node.name], asked: `${transport} port ${port} of ${node.name}` },
      probe: {
        ...{ transport, from, to: address, port, until: "data", timeout: admitted ? PATIENCE : SILENCE },
        says: whatToSay("echo", transport),
      },
      wanted: admitted ? { kind: "reached" } : { kind: "nothing", connects: false, filtered: true },
    },
  ];
}
