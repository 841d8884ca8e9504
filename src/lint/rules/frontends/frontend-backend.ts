import type { Frontend } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** What HAProxy accepts must lead somewhere. */
export const frontendBackend: Rule = {
  codes: {
    "frontend/no-backend": {
      severity: "error",
      about:
        "A frontend leads nowhere: it has no backend and no redirect, and no route or redirect of the service answers. " +
        "Anycast services need none, because the servers answer themselves.",
    },
    "service/no-frontend": {
      severity: "error",
      about: "A service has no frontend, so it cannot be reached at any port.",
    },
  },
  checkService(service, report) {
    if (!isChecked(service)) return;
    if (service.frontends.length === 0) {
      report({
        code: "service/no-frontend",
        message: `${service.name} has no frontend`,
        at: userPlace(service, service, "frontends"),
        help: "add a frontend for each port of the service",
        subject: { kind: "service", name: service.name },
      });
    }
    if (service.balance.by !== "haproxy") return;
    for (const frontend of service.frontends) {
      if (leadsSomewhere(service, frontend)) continue;
      report({
        code: "frontend/no-backend",
        message: `frontend ${frontend.name} of ${service.name} leads nowhere`,
        at: userPlace(service, frontend),
        once: true,
        help: `set one of its backends${nameBackends(service)}, or a redirect`,
        subject: { kind: "service", name: service.name },
      });
    }
  },
};

function leadsSomewhere(service: LoneService, frontend: Frontend): boolean {
  if (frontend.backend !== undefined || frontend.redirect) return true;
  if (frontend.protocol !== "http") return false;
  return service.redirects.length > 0 || service.routes.some((route) => route.backend !== undefined);
}

function nameBackends(service: LoneService): string {
  const names = service.backends.map((backend) => backend.name);
  return names.length === 0 ? "" : ` (${names.join(", ")})`;
}
