import type { LoneService } from "../../../contract/lone-service.ts";
import { keyAt } from "../../../contract/origin.ts";
import type { Span } from "../../../contract/source.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** What needs a load balancer. */
const SERVICE_KEYS = ["members", "backends", "routes", "redirects", "canonical_redirect"] as const;
const FRONTEND_KEYS = ["redirect", "tls", "limits", "request_headers", "response_headers"] as const;

/** An anycast service has nothing between clients and servers. */
export const anycastPlain: Rule = {
  codes: {
    "anycast/no-balancer": {
      severity: "error",
      about:
        "An anycast service has settings that only a load balancer implements: members, backends, routes, redirects, TLS, limits, " +
        "headers. The servers carry the VIP themselves, so the settings would have no effect.",
    },
  },
  checkService(service, report) {
    if (!isChecked(service) || service.balance.by !== "anycast") return;
    for (const { what, at } of balancerKeys(service)) {
      report({
        code: "anycast/no-balancer",
        message: `${what} of ${service.name} has no effect: its servers answer themselves`,
        at,
        notes: [{ message: "balanced by anycast as set here", at: keyAt(service, "balance", "by") }],
        help: "remove it, or balance the service by haproxy",
        subject: { kind: "service", name: service.name },
      });
    }
  },
};

function balancerKeys(service: LoneService): { what: string; at: Span }[] {
  // Servers that we configure redirect to the canonical name themselves.
  const served = service.spec.apache?.document_root !== undefined;
  const without = SERVICE_KEYS.filter((key) => !(served && key === "canonical_redirect"));
  const keys = without
    .filter((key) => service.spec[key] !== undefined)
    .map((key) => ({
      what: `\`${key}\``,
      at: userPlace(service, service, key),
    }));
  for (const frontend of service.frontends) {
    for (const key of FRONTEND_KEYS) {
      if (frontend.spec[key] === undefined) continue;
      keys.push({ what: `\`${key}\` in frontend ${frontend.name}`, at: userPlace(service, frontend, key) });
    }
  }
  return keys;
}
