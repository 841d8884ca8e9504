import type { Report } from "../../../contract/finding.ts";
import type { Redirect, Route } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import { keyAt } from "../../../contract/origin.ts";
import { foldCase, ignoresCase } from "../../../fleet/path-case.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** Paths that differ only in case are one path for access, and everywhere if the service says so. */
export const pathCase: Rule = {
  codes: {
    "route/same-but-for-case": {
      severity: "error",
      about:
        "Two routes, or two redirects, differ only in case, but the service has `paths: {case: ignore}`: only one of them could match.",
    },
    "route/access-of-any-case": {
      severity: "warning",
      about:
        "A restricted route and another route differ only in case. Access of a route applies to its path in any case, so it restricts the other one as well.",
    },
  },
  checkService(service, report) {
    if (!isChecked(service)) return;
    const routes = alike(service.routes);
    if (ignoresCase(service)) {
      for (const [first, ...others] of [...routes, ...alike(service.redirects)]) {
        for (const other of others) reportTwice(service, first, other, report);
      }
    } else for (const group of routes) checkAccess(service, group, report);
  },
};

/** Entries whose paths differ only in case, if there are several. */
function alike<T extends Route | Redirect>(entries: readonly T[]): (readonly [T, ...T[]])[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const entry of entries) {
    const group = groups.get(foldCase(entry.path));
    if (group === undefined) groups.set(foldCase(entry.path), [entry]);
    else group.push(entry);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

function reportTwice(service: LoneService, first: Route | Redirect, other: Route | Redirect, report: Report): void {
  report({
    code: "route/same-but-for-case",
    message: `${other.path} and ${first.path} of ${service.name} are the same path: the service ignores case in paths`,
    at: userPlace(service, other),
    notes: [{ message: "the other one is here", at: keyAt(first) }],
    help: "remove one of the two, or `paths: {case: ignore}`",
    subject: { kind: "service", name: service.name },
  });
}

function checkAccess(service: LoneService, group: readonly Route[], report: Report): void {
  const strict = group.find(({ access }) => access !== undefined);
  if (strict === undefined) return;
  for (const route of group) {
    if (route === strict || route.access?.label === strict.access?.label) continue;
    report({
      code: "route/access-of-any-case",
      message: `access of route ${strict.path} of ${service.name} restricts ${route.path} as well`,
      at: userPlace(service, route),
      notes: [{ message: "that access is set here", at: keyAt(strict, "access") }],
      help: "access applies to a path in any case: set the same for both, or use paths that differ in more than case",
      subject: { kind: "service", name: service.name },
    });
  }
}
