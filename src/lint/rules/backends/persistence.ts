import type { FindingDraft } from "../../../contract/finding.ts";
import type { Backend } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";

/** Persistence has what its kind needs, and nothing that it ignores. */
export const persistence: Rule = {
  codes: {
    "persistence/no-name": {
      severity: "error",
      about: "Persistence by a cookie has no cookie name. Set `name`.",
    },
    "persistence/unused-name": {
      severity: "error",
      about: "Persistence by the client's address has a cookie name, which has no effect.",
    },
    "persistence/cookie-on-tcp": {
      severity: "error",
      about: "Persistence by a cookie needs HTTP requests, but the backend forwards a stream. Use `by: source`.",
    },
  },
  checkService(service, report) {
    for (const backend of service.backends) {
      const draft = persistenceFault(service, backend);
      if (draft !== undefined) report({ ...draft, subject: { kind: "service", name: service.name } });
    }
  },
};

function persistenceFault(service: LoneService, backend: Backend): FindingDraft | undefined {
  const kept = backend.spec.persistence;
  if (kept === undefined) return undefined;
  const what = `persistence of backend ${backend.name} of ${service.name}`;
  if (kept.by === "source") {
    if (kept.name === undefined) return undefined;
    return {
      code: "persistence/unused-name",
      message: `${what} is by source, which does not use the cookie ${kept.name}`,
      at: userPlace(service, backend, "persistence", "name"),
      help: "remove `name`, or write `by: cookie`",
    };
  }
  if (backend.protocol === "tcp") {
    return {
      code: "persistence/cookie-on-tcp",
      message: `${what} is by ${kept.by}, but the backend's protocol is tcp`,
      at: userPlace(service, backend, "persistence", "by"),
      help: "write `by: source`",
    };
  }
  if (kept.name !== undefined) return undefined;
  return {
    code: "persistence/no-name",
    message: `${what} is by ${kept.by}, but has no cookie name`,
    at: userPlace(service, backend, "persistence", "by"),
    help: "add `name`, the name of the cookie",
  };
}
