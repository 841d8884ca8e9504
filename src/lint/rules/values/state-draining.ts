import { keyAt } from "../../../contract/origin.ts";
import { isEmitted } from "../../../fleet/emitted.ts";
import type { Rule } from "../../rule.ts";
import { findSharer } from "../../vips/services-by-address.ts";
import { vipName } from "../../vips/vip-name.ts";

/** Draining withdraws a service's own VIP; one that others need stays. */
export const stateDraining: Rule = {
  codes: {
    "state/draining-shared": {
      severity: "warning",
      about:
        "A draining service shares its VIP with others, which keep it announced, so draining has no effect. Use `maintenance`, " +
        "or give the service a VIP of its own.",
    },
  },
  checkFleet(fleet, report, { byAddress }) {
    for (const service of fleet.services.values()) {
      if (service.state !== "draining") continue;
      const sharer = findSharer(byAddress, service, (other) => isEmitted(other) && other.state !== "draining");
      if (sharer === undefined) continue;
      report({
        code: "state/draining-shared",
        message: `draining ${service.name} has no effect: it shares ${vipName(service.vip)} with ${sharer.name}`,
        at: keyAt(service, "state"),
        notes: [{ message: `${sharer.name} uses it too`, at: keyAt(sharer, "vip") }],
        help: "use `state: maintenance`, or give it a VIP of its own",
        subject: { kind: "service", name: service.name },
      });
    }
  },
};
