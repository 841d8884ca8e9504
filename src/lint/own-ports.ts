import type { CodeEntry, FindingSubject, Report } from "../contract/finding.ts";
import type { ExtraPort, Node } from "../contract/fleet.ts";
import type { OwnPort } from "../contract/generator.ts";
import type { LoneService, Surroundings } from "../contract/lone-service.ts";
import { keyAt } from "../contract/origin.ts";
import { isChecked } from "./services/service-state.ts";

/** Findings about ports that generated daemons need for themselves. */
export const OWN_PORT_CODES = {
  "bind/own-port": {
    severity: "warning",
    about:
      "A port of a node or service has the number of a port that one of our daemons opens to our own machines only, such as " +
      "HAProxy's statistics: everyone who may reach the port reaches that daemon. Accept it if you want this.",
  },
} as const satisfies Readonly<Record<string, CodeEntry>>;

/** Where generated daemons listen on nodes' own addresses, by node and then by `port/transport`. */
export type OwnPorts = ReadonlyMap<Node, ReadonlyMap<string, OwnPort>>;

export function indexOwnPorts(ownPorts: readonly OwnPort[]): OwnPorts {
  const taken = new Map<Node, Map<string, OwnPort>>();
  for (const own of ownPorts) {
    const there = taken.get(own.node) ?? new Map<string, OwnPort>();
    taken.set(own.node, there.set(`${own.port}/${own.transport}`, own));
  }
  return taken;
}

/** Ports of nodes that would open traffic between our own machines to others. */
export function lintPortsOfNodes(fleet: Surroundings, own: OwnPorts, report: Report): void {
  for (const node of fleet.nodes.values()) {
    for (const port of node.ports) judge(port, node, own, { kind: "node", name: node.name }, report);
  }
}

/** Ports of a service that would open traffic between our own machines to others. */
export function lintPortsOfService(service: LoneService, own: OwnPorts, report: Report): void {
  if (!isChecked(service)) return;
  for (const port of service.ports) {
    for (const node of port.nodes) judge(port, node, own, { kind: "service", name: service.name }, report);
  }
}

function judge(port: ExtraPort, node: Node, ownPorts: OwnPorts, subject: FindingSubject, report: Report): void {
  for (const transport of port.transports) {
    const own = ownPorts.get(node)?.get(`${port.port}/${transport}`);
    if (own === undefined) continue;
    report({
      code: "bind/own-port",
      message: `port ${port.name} opens ${own.what} to others: ${node.name} has it at ${own.port}/${transport}`,
      at: keyAt(port),
      once: true,
      help: "choose another port, or accept the finding if its sources may reach that daemon",
      subject,
    });
  }
}
