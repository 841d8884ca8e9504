import { keyAt } from "../../../contract/origin.ts";
import { newPlaces } from "../../../diagnostics/new-places.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** HAProxy balances TCP and HTTP. */
export const frontendUdp: Rule = {
  codes: {
    "frontend/udp": {
      severity: "error",
      about:
        "A frontend uses UDP through HAProxy, which only balances TCP. Let the servers carry the VIP themselves " +
        "(`balance: {by: anycast}`), or use TCP.",
    },
  },
  check(fleet, report) {
    const isNew = newPlaces();
    for (const service of fleet.services.values()) {
      if (!isChecked(service) || service.balance.by !== "haproxy") continue;
      for (const frontend of service.frontends) {
        const at = userPlace(service, frontend, "transport");
        if (!frontend.transports.includes("udp") || !isNew(at)) continue;
        report({
          code: "frontend/udp",
          message: `frontend ${frontend.name} of ${service.name} uses UDP, which HAProxy does not balance`,
          at,
          notes: [{ message: "balanced by HAProxy as set here", at: keyAt(service, "balance", "by") }],
          help: "balance it by anycast on the servers themselves, or use TCP",
          subject: { kind: "service", name: service.name },
        });
      }
    }
  },
};
