import type { FindingSubject } from "../../../contract/finding.ts";
import { type ExtraPort, FAMILIES, type Family, type Fleet } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
import { newPlaces } from "../../../diagnostics/new-places.ts";
import { addressSet, subtractSet } from "../../../ip/address-set.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";

/** A port without sources is open to nobody, or, misread, to everybody: neither is intended. */
export const portsSource: Rule = {
  codes: {
    "ports/no-source": {
      severity: "error",
      about:
        "A port of a node or service sets neither `from` nor `from_nodes`, or only has groups without " +
        "nodes, or its `except` excludes all of them. For everyone, write `from: [world]`.",
    },
  },
  check(fleet, report) {
    const isNew = newPlaces();
    for (const { port, owner, subject } of allPorts(fleet)) {
      const at = keyAt(port);
      if (FAMILIES.some((family) => isReachable(port, family)) || !isNew(at)) continue;
      report({
        code: "ports/no-source",
        message: `port ${port.name} of ${owner} is open to nobody`,
        at,
        help: "set who may reach it: `from` with networks, or `from_nodes` with nodes and groups",
        subject,
      });
    }
  },
};

function isReachable({ sources, except }: ExtraPort, family: Family): boolean {
  return subtractSet(addressSet(family, sources[family]), addressSet(family, except[family])).length > 0;
}

function* allPorts(fleet: Fleet): Generator<{ port: ExtraPort; owner: string; subject: FindingSubject }> {
  for (const { name, ports } of fleet.nodes.values()) {
    for (const port of ports) yield { port, owner: name, subject: { kind: "node", name } };
  }
  for (const service of fleet.services.values()) {
    if (!isChecked(service)) continue;
    const { name } = service;
    for (const port of service.ports) yield { port, owner: name, subject: { kind: "service", name } };
  }
}
