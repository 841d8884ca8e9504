import { FAMILIES, type Frontend, type Service } from "../../../contract/fleet.ts";
import { narrowAccess } from "../../../fleet/narrow-access.ts";
import { addressSet, subtractSet } from "../../../ip/address-set.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../service-state.ts";
import { userPlace } from "../../user-place.ts";

/** Limits per source count for somebody. */
export const limitsExcept: Rule = {
  codes: {
    "limits/except-all": {
      severity: "warning",
      about:
        "`limits.except` has all networks that may come in at a frontend, so that its limits per source count for nobody.",
    },
    "limits/except-nothing": {
      severity: "warning",
      about:
        "`limits.except` stands where no limit per source is stated, so that it says nothing: `connections` counts for all.",
    },
  },
  check(fleet, report) {
    for (const service of fleet.services.values()) {
      if (!isChecked(service)) continue;
      for (const frontend of service.frontends) {
        const { limits } = frontend;
        if (limits === undefined || limits.except.ipv4.length + limits.except.ipv6.length === 0) continue;
        const isPerSource = limits.connectionsPerSource !== undefined || limits.requestsPerSource !== undefined;
        if (isPerSource && !isAll(service, frontend)) continue;
        const what = `frontend ${frontend.name} of ${service.name}`;
        report({
          code: isPerSource ? "limits/except-all" : "limits/except-nothing",
          message: isPerSource
            ? `\`limits.except\` of ${what} has everybody who may come in: its limits per source count for nobody`
            : `\`limits.except\` of ${what} has nothing to except from: no limit per source is stated`,
          at: userPlace(service, frontend, "limits", "except"),
          help: isPerSource
            ? "leave out the networks that are to be limited"
            : "state a limit per source, or remove it",
          subject: { kind: "service", name: service.name },
        });
      }
    }
  },
};

function isAll(service: Service, frontend: Frontend): boolean {
  return FAMILIES.every((family) => {
    const { sources } = narrowAccess(family, service.access, frontend.access);
    const except = frontend.limits?.except[family] ?? [];
    return subtractSet(addressSet(family, sources), addressSet(family, except)).length === 0;
  });
}
