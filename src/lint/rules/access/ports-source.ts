import type { FindingSubject, Report } from "../../../contract/finding.ts";
import { type ExtraPort, FAMILIES, type Family } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
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
  checkService(service, report) {
    if (isChecked(service)) checkPorts(service.ports, { kind: "service", name: service.name }, report);
  },
  checkFleet(fleet, report) {
    for (const { name, ports } of fleet.nodes.values()) checkPorts(ports, { kind: "node", name }, report);
  },
};

function checkPorts(ports: readonly ExtraPort[], subject: FindingSubject, report: Report): void {
  for (const port of ports) {
    if (FAMILIES.some((family) => isReachable(port, family))) continue;
    report({
      code: "ports/no-source",
      message: `port ${port.name} of ${subject.name} is open to nobody`,
      at: keyAt(port),
      once: true,
      help: "set who may reach it: `from` with networks, or `from_nodes` with nodes and groups",
      subject,
    });
  }
}

function isReachable({ sources, except }: ExtraPort, family: Family): boolean {
  return subtractSet(addressSet(family, sources[family]), addressSet(family, except[family])).length > 0;
}
