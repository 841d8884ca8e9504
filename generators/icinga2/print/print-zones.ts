import type { Block } from "../../../src/contract/block.ts";
import type { Node } from "../../../src/contract/fleet.ts";
import type { Model } from "../model.ts";
import { type Agent, type Roster, reach } from "../monitored/roster.ts";
import { MASTER_ZONE, zoneName } from "../names.ts";
import { HEADER, object } from "../printed.ts";
import type { Value } from "../quote.ts";

/** Zones and endpoints as the monitoring hosts see them: they connect to the agents, and to each other. */
export function masterZones({ roster, fleet }: Model): Block[] {
  const { masters, agents } = roster;
  return [
    HEADER,
    ...masters.map((node) => {
      const others = masters.length === 1 ? undefined : reach(node, masters, fleet)[0];
      return endpoint(node, others);
    }),
    masterZone(roster),
    ...agents.flatMap((agent) => [endpoint(agent.node, agent), agentZone(agent.node)]),
  ];
}

/** Zones and endpoints as an agent sees them: it waits until the monitoring hosts connect. */
export function agentZones({ roster }: Model, node: Node): Block[] {
  return [
    HEADER,
    ...roster.masters.map((master) => endpoint(master)),
    masterZone(roster),
    endpoint(node),
    agentZone(node),
  ];
}

/** No log: what happened while an agent was away is checked again, not reported afterwards. */
function endpoint(node: Node, reached?: Agent): Block {
  const where: Record<string, Value> = reached === undefined ? {} : { host: reached.address };
  return object("Endpoint", node.name, { ...where, log_duration: 0 }, [node.tree]);
}

function masterZone({ masters }: Roster): Block {
  const names = masters.map((master) => master.name);
  return object(
    "Zone",
    MASTER_ZONE,
    { endpoints: names },
    masters.map((master) => master.tree),
  );
}

function agentZone(node: Node): Block {
  return object("Zone", zoneName(node), { endpoints: [node.name], parent: MASTER_ZONE }, [node.tree]);
}
