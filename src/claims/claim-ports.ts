import type { Admit } from "../contract/claim.ts";
import { compareText } from "../contract/compare-text.ts";
import { type ExtraPort, FAMILIES, type Fleet, type Node } from "../contract/fleet.ts";
import { at } from "../contract/origin.ts";
import { emittedNodes, isEmitted } from "../fleet/emitted.ts";

const SSH = 22;

/** Claims for ports whose daemon no generator configures: SSH, and the `ports` of nodes and services. */
export function claimPorts(fleet: Fleet): Admit[] {
  const nodes = emittedNodes(fleet);
  const emitted = new Set(nodes);
  const claims = [...claimSsh(fleet, nodes), ...claimNodePorts(nodes)];
  for (const service of fleet.services.values()) {
    if (!isEmitted(service)) continue;
    for (const port of service.ports) {
      const names = port.nodes.filter((node) => emitted.has(node)).map((node) => node.name);
      if (names.length > 0)
        claims.push(...admit(port, names.sort(compareText), `port ${port.name} of ${service.name}`, [service.name]));
    }
  }
  return claims;
}

function claimSsh(fleet: Fleet, nodes: readonly Node[]): Admit[] {
  if (nodes.length === 0) return [];
  return FAMILIES.filter((family) => fleet.management[family].length > 0).map((family) => ({
    kind: "admit",
    nodes: nodes.map((node) => node.name),
    address: "*",
    family,
    port: SSH,
    transport: "tcp",
    sources: fleet.management[family],
    except: [],
    // Someone who blocks the network that they manage from must still get in to undo it.
    public: false,
    why: "SSH",
    services: [],
    causes: [at(fleet, "management")],
  }));
}

/** Ports that many nodes inherit from `defaults` become one claim each. */
function claimNodePorts(nodes: readonly Node[]): Admit[] {
  const alike = new Map<string, { port: ExtraPort; names: string[] }>();
  for (const node of nodes) {
    for (const port of node.ports) {
      const key = JSON.stringify([port.name, port.port, port.transports, port.sources, port.except]);
      const group = alike.get(key);
      if (group === undefined) alike.set(key, { port, names: [node.name] });
      else group.names.push(node.name);
    }
  }
  return [...alike.values()].flatMap(({ port, names }) => admit(port, names, `port ${port.name}`, []));
}

function admit(port: ExtraPort, nodes: readonly string[], why: string, services: readonly string[]): Admit[] {
  return FAMILIES.filter((family) => port.sources[family].length > 0).flatMap((family) =>
    port.transports.map((transport) => ({
      kind: "admit" as const,
      nodes,
      address: "*",
      family,
      port: port.port,
      transport,
      sources: port.sources[family],
      except: port.except[family],
      public: true,
      why,
      services,
      causes: [port.tree],
    })),
  );
}
