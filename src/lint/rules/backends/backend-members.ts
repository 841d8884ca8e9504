import type { Report } from "../../../contract/finding.ts";
import type { Backend } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import { keyAt } from "../../../contract/origin.ts";
import { reachedBackends } from "../../../fleet/reached-backends.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** A pool has a member that responds. */
export const backendMembers: Rule = {
  codes: {
    "backend/no-members": {
      severity: "error",
      about: "A backend has no members: neither it nor the service lists any, or the listed groups have no nodes.",
    },
    "backend/none-active": {
      severity: "error",
      about:
        "No member of a backend takes new connections: all drain, are in maintenance (as on planned and offline nodes) or " +
        "have weight 0. Services in testing and production need one; set `state: maintenance` for a service that should be down.",
    },
    "backend/backup-only": {
      severity: "warning",
      about: "Only backup members of a backend take new connections: nothing takes over when they fail.",
    },
  },
  wholeFleet: true,
  checkService(service, report) {
    if (!isChecked(service) || service.balance.by !== "haproxy") return;
    for (const backend of reachedBackends(service)) checkMembers(service, backend, report);
  },
};

function checkMembers(service: LoneService, backend: Backend, report: Report): void {
  const name = `backend ${backend.name} of ${service.name}`;
  const subject = { kind: "service", name: service.name } as const;
  const at = placeOfMembers(service, backend);
  if (backend.members.length === 0) {
    report({
      code: "backend/no-members",
      message: `${name} has no members`,
      at,
      help: "list nodes or groups in its `members` or in those of the service; nodes join a group by their `groups`",
      subject,
    });
    return;
  }
  if (service.state !== "testing" && service.state !== "production") return;
  const active = backend.members.filter((member) => member.state === "active" && member.weight > 0);
  if (active.length === 0) {
    report({
      code: "backend/none-active",
      message: `no member of ${name} is active`,
      at,
      notes: backend.members.map((member) => ({
        message: `${member.name} ${member.state === "active" ? "has weight 0" : `is in state ${member.state}`}`,
        at: userPlace(service, member),
      })),
      help: `activate one, or set \`state: maintenance\` on ${service.name}`,
      subject,
    });
  } else if (active.every((member) => member.backup)) {
    report({
      code: "backend/backup-only",
      message: `only backup members of ${name} are active`,
      at,
      notes: active.map((member) => ({ message: `${member.name} is a backup`, at: keyAt(member, "backup") })),
      help: "make one of them a regular member, or activate another",
      subject,
    });
  }
}

function placeOfMembers(service: LoneService, backend: Backend) {
  if (backend.spec.members !== undefined) return userPlace(service, backend, "members");
  return service.spec.members === undefined ? userPlace(service, backend) : userPlace(service, service, "members");
}
