import { keyAt } from "../../../contract/origin.ts";
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
  checkService(service, report) {
    if (!isChecked(service) || service.balance.by !== "haproxy") return;
    for (const frontend of service.frontends) {
      if (!frontend.transports.includes("udp")) continue;
      report({
        code: "frontend/udp",
        message: `frontend ${frontend.name} of ${service.name} uses UDP, which HAProxy does not balance`,
        at: userPlace(service, frontend, "transport"),
        once: true,
        notes: [{ message: "balanced by HAProxy as set here", at: keyAt(service, "balance", "by") }],
        help: "balance it by anycast on the servers themselves, or use TCP",
        subject: { kind: "service", name: service.name },
      });
    }
  },
};
