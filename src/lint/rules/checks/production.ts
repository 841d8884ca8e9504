import type { Report } from "../../../contract/finding.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** What a service needs before people rely on it: an owner, checks, somebody to page. */
export const production: Rule = {
  codes: {
    "service/no-owner": {
      severity: "warning",
      about: "A production service has no owner, so nobody is alerted when it fails. Set `owner` to a team.",
    },
    "backend/no-check": {
      severity: "warning",
      about:
        "A backend of a production service has members but no health check, so clients are sent to dead members. Add a `check`.",
    },
    "health/no-check": {
      severity: "error",
      about:
        "An anycast service has no `health.check`: nodes would announce its VIP whether they answer or not, and attract clients to a dead server.",
    },
    "monitoring/no-page": {
      severity: "notice",
      about: "A production service does not set whether its owner is paged at night. Write `monitoring: {page: …}`.",
    },
  },
  checkService(service, report) {
    if (service.state === "production") checkProduction(service, report);
    if (isChecked(service) && service.balance.by === "anycast" && service.health.check === undefined) {
      report({
        code: "health/no-check",
        message: `${service.name} has no health check: nodes announce it by anycast whether they answer or not`,
        at: userPlace(service, service, "health"),
        help: "add `health: {check: {type: …}}`; it runs on each node",
        subject: { kind: "service", name: service.name },
      });
    }
  },
};

function checkProduction(service: LoneService, report: Report): void {
  const subject = { kind: "service", name: service.name } as const;
  if (service.owner === undefined) {
    report({
      code: "service/no-owner",
      message: `${service.name} is in production without an owner`,
      at: userPlace(service, service),
      help: "set `owner` to a team",
      subject,
    });
  }
  for (const backend of service.backends) {
    if (backend.check !== undefined || backend.members.length === 0) continue;
    report({
      code: "backend/no-check",
      message: `backend ${backend.name} of ${service.name} is in production without a health check`,
      at: userPlace(service, backend),
      help: "add `check: {type: …}`, so dead members get no clients",
      subject,
    });
  }
  if (service.spec.monitoring?.page === undefined) {
    report({
      code: "monitoring/no-page",
      message: `${service.name} does not set whether its owner is paged at night`,
      at: userPlace(service, service, "monitoring"),
      help: "write `monitoring: {page: true}` or `{page: false}`",
      subject,
    });
  }
}
