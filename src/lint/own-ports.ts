import type { CodeEntry, FindingSubject, Report } from "../contract/finding.ts";
import type { ExtraPort, Fleet, Node } from "../contract/fleet.ts";
import type { OwnPort } from "../contract/generator.ts";
import { keyAt } from "../contract/origin.ts";
import { newPlaces } from "../diagnostics/new-places.ts";
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

/**
 * Ports of the catalog that would open traffic between our own machines to others.
 * @param ownPorts where generated daemons listen on nodes' own addresses
 */
export function lintOwnPorts(fleet: Fleet, ownPorts: readonly OwnPort[], report: Report): void {
  const taken = new Map<Node, Map<string, OwnPort>>();
  for (const own of ownPorts) {
    const there = taken.get(own.node) ?? new Map<string, OwnPort>();
    taken.set(own.node, there.set(`${own.port}/${own.transport}`, own));
  }
  const isNew = newPlaces();
  const judge = (port: ExtraPort, node: Node, subject: FindingSubject): void => {
    for (const transport of port.transports) {
      const own = taken.get(node)?.get(`${port.port}/${transport}`);
      const at = keyAt(port);
      if (own === undefined || !isNew(at)) continue;
      report({
        code: "bind/own-port",
        message: `port ${port.name} opens ${own.what} to others: ${node.name} has it at ${own.port}/${transport}`,
        at,
        help: "choose another port, or accept the finding if its sources may reach that daemon",
        subject,
      });
    }
  };
  for (const node of fleet.nodes.values()) {
    for (const port of node.ports) judge(port, node, { kind: "node", name: node.name });
  }
  for (const service of fleet.services.values()) {
    if (!isChecked(service)) continue;
    for (const port of service.ports) {
      for (const node of port.nodes) judge(port, node, { kind: "service", name: service.name });
    }
  }
}
