import type { Report } from "../../../contract/finding.ts";
import type { Service } from "../../../contract/fleet.ts";
import { oncePerList } from "../../../fleet/once-per-list.ts";
import type { Rule } from "../../rule.ts";
import { servicePlace } from "../../services/service-place.ts";
import { isChecked } from "../../services/service-state.ts";
import { type Majority, splitByMajority } from "../../settings/split-by-majority.ts";

/** A node that announces an address gets all its traffic, so all its services must be on the same nodes. */
export const vipBalance: Rule = {
  codes: {
    "vip/balance-differs": {
      severity: "error",
      about:
        "Services share an address but not the nodes that answer on it. An address is announced as a whole: requests that reach a node " +
        "without one of its services are lost. Balance them alike, or give one a VIP of its own.",
    },
  },
  checkFleet(_fleet, report, { byAddress }) {
    const reported = new Set<Service>();
    for (const [address, services] of byAddress) {
      const dissent = dissentAmong(services);
      if (dissent !== undefined) reportDissenters(address, dissent, reported, report);
    }
  },
};

const dissentAmong = oncePerList((services: readonly Service[]): Majority<Service> | undefined => {
  const [first, ...rest] = services.filter(isChecked);
  if (first === undefined || rest.length === 0) return undefined;
  const dissent = splitByMajority([first, ...rest], describeBalance);
  return dissent.others.length === 0 ? undefined : dissent;
});

function reportDissenters(
  address: string,
  { reference, others }: Majority<Service>,
  reported: Set<Service>,
  report: Report,
): void {
  for (const other of others) {
    if (reported.has(other)) continue;
    reported.add(other);
    report({
      code: "vip/balance-differs",
      message: `${other.name} and ${reference.name} share ${address} but are balanced ${describeBalance(other)} and ${describeBalance(reference)}`,
      at: servicePlace(other, ["balance"], ["vip"]),
      notes: [{ message: `${reference.name} is balanced here`, at: servicePlace(reference, ["balance"], ["vip"]) }],
      help: "an address is announced as a whole: balance them alike, or give one of them a VIP of its own",
      subject: { kind: "service", name: other.name },
    });
  }
}

function describeBalance({ balance }: Service): string {
  const nodes = balance.nodes.map((node) => node.name).join(", ");
  return `by ${balance.by} on ${nodes || "no node"}${balance.prefer.length > 0 ? ` (preferring ${balance.prefer.join(", ")})` : ""}`;
}
