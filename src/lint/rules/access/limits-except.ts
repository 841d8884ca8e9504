import { FAMILIES, type Frontend } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import { narrowAccess } from "../../../fleet/narrow-access.ts";
import { addressSet, subtractSet } from "../../../ip/address-set.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** Limits per source apply to some source. */
export const limitsExcept: Rule = {
  codes: {
    "limits/except-all": {
      severity: "warning",
      about:
        "`limits.except` has all networks that are allowed at a frontend, so its limits per source apply to nobody.",
    },
    "limits/except-nothing": {
      severity: "warning",
      about: "`limits.except` is set without a limit per source, so it has no effect: `connections` applies to all.",
    },
  },
  checkService(service, report) {
    if (!isChecked(service)) return;
    for (const frontend of service.frontends) {
      const { limits } = frontend;
      if (limits === undefined || limits.except.ipv4.length + limits.except.ipv6.length === 0) continue;
      const isPerSource = limits.connectionsPerSource !== undefined || limits.requestsPerSource !== undefined;
      if (isPerSource && !isAll(service, frontend)) continue;
      const what = `frontend ${frontend.name} of ${service.name}`;
      report({
        code: isPerSource ? "limits/except-all" : "limits/except-nothing",
        message: isPerSource
          ? `\`limits.except\` of ${what} has all allowed sources, so its limits per source apply to nobody`
          : `\`limits.except\` of ${what} has no effect, because no limit per source is set`,
        at: userPlace(service, frontend, "limits", "except"),
        help: isPerSource ? "remove the networks that you want to limit" : "set a limit per source, or remove it",
        subject: { kind: "service", name: service.name },
      });
    }
  },
};

function isAll(service: LoneService, frontend: Frontend): boolean {
  return FAMILIES.every((family) => {
    const { sources } = narrowAccess(family, service.access, frontend.access);
    const except = frontend.limits?.except[family] ?? [];
    return subtractSet(addressSet(family, sources), addressSet(family, except)).length === 0;
  });
}
