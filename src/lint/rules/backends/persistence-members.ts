import type { Report } from "../../../contract/finding.ts";
import type { Backend, Service } from "../../../contract/fleet.ts";
import { reachedBackends } from "../../../fleet/reached-backends.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../user-place.ts";

/** Persistence leads a client to the member that is meant. */
export const persistenceMembers: Rule = {
  codes: {
    "persistence/cookie-shared": {
      severity: "error",
      about:
        "Two backends of a service keep clients by a cookie of the same name, but have other members. Browsers send one cookie for both: each backend finds a member in it that is none of its own, and chooses anew. Give each a name of its own.",
    },
    "persistence/backup": {
      severity: "warning",
      about:
        "A backend keeps clients at their member and has a backup. Who came to the backup while the others were down stays there when they are back, beside clients that they get. Leave out the persistence, or accept this.",
    },
  },
  check(fleet, report) {
    for (const service of fleet.services.values()) {
      const backends = reachedBackends(service).filter(({ spec }) => spec.persistence !== undefined);
      reportShared(service, backends, report);
      for (const backend of backends) reportBackup(service, backend, report);
    }
  },
};

function reportShared(service: Service, backends: readonly Backend[], report: Report): void {
  const firsts = new Map<string, Backend>();
  for (const backend of backends) {
    const { persistence } = backend.spec;
    if (persistence?.by !== "cookie" || persistence.name === undefined) continue;
    const first = firsts.get(persistence.name);
    if (first === undefined) firsts.set(persistence.name, backend);
    else if (namesOf(first) !== namesOf(backend)) {
      report({
        code: "persistence/cookie-shared",
        message: `backends ${first.name} and ${backend.name} of ${service.name} have other members, and keep clients by the same cookie ${persistence.name}`,
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

function reportBackup(service: Service, backend: Backend, report: Report): void {
  const backup = backend.members.find((member) => member.backup);
  if (backup === undefined || backend.members.every((member) => member.backup)) return;
  report({
    code: "persistence/backup",
    message: `backend ${backend.name} of ${service.name} keeps clients at their member, also at ${backup.name}, its backup, once the others are back`,
    at: userPlace(service, backend, "persistence"),
    notes: [{ message: "the backup is here", at: userPlace(service, backup, "backup") }],
    help: "leave out the persistence, or accept this",
    subject: { kind: "service", name: service.name },
  });
}
