import type { ExtraPort, Fleet, Node } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
import { isEmitted } from "../../../fleet/emitted.ts";
import type { Rule } from "../../rule.ts";
import { servicePlace } from "../../services/service-place.ts";
import { listenerName } from "../../vips/vip-ports.ts";

/** A daemon that listens on all addresses of a load balancer prevents HAProxy from binding the same port of a VIP. */
export const bindNodePort: Rule = {
  codes: {
    "bind/node-port": {
      severity: "warning",
      about:
        "A load balancer opens a port of its own with the number of a frontend. A daemon that listens there on all addresses " +
        "keeps HAProxy from starting; accept it if that daemon binds only the node's own address.",
    },
  },
  checkFleet(fleet, report, { vipPorts }) {
    const opened = portsByNode(fleet);
    for (const { port, transport, listeners } of vipPorts) {
      const listener = listeners.find(({ service }) => isEmitted(service) && service.balance.by === "haproxy");
      if (listener === undefined) continue;
      for (const node of listener.service.balance.nodes) {
        const own = opened.get(node)?.get(`${port}/${transport}`);
        if (own === undefined) continue;
        report({
          code: "bind/node-port",
          message: `${listenerName(listener)} uses port ${port}/${transport}, which ${node.name} also opens as ${own.name}`,
          at: servicePlace(listener.service, ["frontends", listener.frontend.name, "port"], ["vip"]),
          notes: [{ message: `${own.name} is opened here`, at: keyAt(own) }],
          help: `make sure that ${own.name} listens only on the node's own address, or choose another port`,
          subject: { kind: "service", name: listener.service.name },
        });
        break;
      }
    }
  },
};

function portsByNode(fleet: Fleet): Map<Node, Map<string, ExtraPort>> {
  const opened = new Map<Node, Map<string, ExtraPort>>();
  const open = (node: Node, port: ExtraPort) => {
    const ports = opened.get(node) ?? new Map<string, ExtraPort>();
    opened.set(node, ports);
    for (const transport of port.transports) ports.set(`${port.port}/${transport}`, port);
  };
  for (const node of fleet.nodes.values()) for (const port of node.ports) open(node, port);
  for (const service of fleet.services.values()) {
    if (!isEmitted(service)) continue;
    for (const port of service.ports) for (const node of port.nodes) open(node, port);
  }
  return opened;
}
