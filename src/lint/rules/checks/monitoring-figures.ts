import type { FindingDraft } from "../../../contract/finding.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import { didYouMean } from "../../../diagnostics/suggest.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";

/** The settings of monitoring fit the service. */
export const monitoringFigures: Rule = {
  codes: {
    "monitoring/unknown-backend": {
      severity: "error",
      about: "`monitoring.members` sets how the members of a backend are checked, but the service has no such backend.",
    },
    "monitoring/expiry-reversed": {
      severity: "error",
      about:
        "The critical state of a certificate's expiry begins before or with the warning. `warn` must be the longer time before expiry.",
    },
    "monitoring/thresholds-reversed": {
      severity: "error",
      about:
        "A monitoring check becomes critical before or with the warning. `warn` must be the shorter response time.",
    },
  },
  checkService(service, report) {
    for (const draft of [...backendFaults(service), ...thresholdFaults(service)]) {
      report({ ...draft, subject: { kind: "service", name: service.name } });
    }
  },
};

function backendFaults(service: LoneService): FindingDraft[] {
  const names = service.backends.map((backend) => backend.name);
  return [...service.monitoring.members.keys()]
    .filter((name) => !names.includes(name))
    .map((name) => ({
      code: "monitoring/unknown-backend",
      message: `monitoring of ${service.name} checks members of backend ${name}, which the service does not have`,
      at: userPlace(service, service, "monitoring", "members", name),
      help: didYouMean(name, names),
    }));
}

function thresholdFaults(service: LoneService): FindingDraft[] {
  const faults: FindingDraft[] = [];
  const expiry = service.monitoring.certificateExpiry;
  if (expiry !== undefined && expiry.critical >= expiry.warn) {
    faults.push({
      code: "monitoring/expiry-reversed",
      message: `monitoring of ${service.name}: certificate expiry becomes critical no later than the warning`,
      at: userPlace(service, service, "monitoring", "certificate_expiry", "critical"),
      help: "make `critical` shorter than `warn`: both count back from the certificate's expiry",
    });
  }
  for (const check of service.monitoring.checks) {
    if (check.warn === undefined || check.critical === undefined || check.warn < check.critical) continue;
    faults.push({
      code: "monitoring/thresholds-reversed",
      message: `monitoring check ${check.name} of ${service.name} warns at ${check.warn} ms, but is critical at ${check.critical} ms`,
      at: userPlace(service, check, "warn"),
      help: "make `warn` shorter than `critical`",
    });
  }
  return faults;
}
