import type { Report } from "../../../contract/finding.ts";
import type { Backend } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import { reachedBackends } from "../../../fleet/reached-backends.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";

/** Persistence leads a client to the intended member. */
export const persistenceMembers: Rule = {
  codes: {
    "persistence/cookie-shared": {
      severity: "error",
      about:
        "Two backends of a service use a persistence cookie of the same name, but have different members. Browsers send one cookie for both: each backend finds a member that it does not have, and chooses a new one. Give each cookie a different name.",
    },
    "persistence/backup": {
      severity: "warning",
      about:
        "A backend has persistence and a backup. Clients that came to the backup while the others were down stay there when they are back. Remove the persistence, or accept this.",
    },
  },
  checkService(service, report) {
    const backends = reachedBackends(service).filter(({ spec }) => spec.persistence !== undefined);
    reportShared(service, backends, report);
    for (const backend of backends) reportBackup(service, backend, report);
  },
};

function reportShared(service: LoneService, backends: readonly Backend[], report: Report): void {
  const firsts = new Map<string, Backend>();
  for (const backend of backends) {
    const { persistence } = backend.spec;
    if (persistence?.by !== "cookie" || persistence.name === undefined) continue;
    const first = firsts.get(persistence.name);
    if (first === undefined) firsts.set(persistence.name, backend);
    else if (namesOf(first) !== namesOf(backend)) {
      report({
        code: "persistence/cookie-shared",
        message: `backends ${first.name} and ${backend.name} of ${service.name} use the same cookie ${persistence.name}, but have different members`,
        at: userPlace(service, backend, "persistence", "name"),
        notes: [{ message: `of backend ${first.name} here`, at: userPlace(service, first, "persistence", "name") }],
        help: "give each backend a cookie of its own",
        subject: { kind: "service", name: service.name },
      });
    }
  }
}

function namesOf({ members }: Backend): string {
  return members
    .map(({ name }) => name)
    .sort()
    .join(" ");
}

function reportBackup(service: LoneService, backend: Backend, report: Report): void {
  const backup = backend.members.find((member) => member.backup);
  if (backup === undefined || backend.members.every((member) => member.backup)) return;
  report({
    code: "persistence/backup",
    message: `backend ${backend.name} of ${service.name} keeps clients at its backup ${backup.name} even when the others are back`,
    at: userPlace(service, backend, "persistence"),
    notes: [{ message: "the backup is here", at: userPlace(service, backup, "backup") }],
    help: "remove the persistence, or accept this",
    subject: { kind: "service", name: service.name },
  });
}
