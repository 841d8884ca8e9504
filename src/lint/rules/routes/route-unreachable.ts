import type { Report } from "../../../contract/finding.ts";
import type { Redirect, Route } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import { keyAt } from "../../../contract/origin.ts";
import { comparedPath } from "../../../fleet/path-case.ts";
import { isUnder } from "../../../fleet/paths.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** Paths are read from HTTP requests that we parse; redirects respond before a backend is chosen. */
export const routeUnreachable: Rule = {
  codes: {
    "route/never-matches": {
      severity: "error",
      about:
        "A route or redirect can never match: the service has no http frontend that answers requests itself, or a " +
        "redirect of its path or one above it answers first.",
    },
  },
  checkService(service, report) {
    if (!isChecked(service) || service.balance.by !== "haproxy") return;
    if (service.frontends.some((frontend) => frontend.protocol === "http" && !frontend.redirect)) {
      for (const route of service.routes) {
        const redirect = service.redirects.find(({ path }) =>
          isUnder(comparedPath(service, route.path), comparedPath(service, path)),
        );
        // A route that only narrows access still applies: it is checked before the redirect.
        if (redirect !== undefined && route.backend !== undefined) reportHidden(service, route, redirect, report);
      }
    } else {
      for (const route of service.routes) reportWithoutHttp(service, "route", route, report);
      for (const redirect of service.redirects) reportWithoutHttp(service, "redirect", redirect, report);
    }
  },
};

function reportHidden(service: LoneService, route: Route, redirect: Redirect, report: Report): void {
  report({
    code: "route/never-matches",
    message: `route ${route.path} of ${service.name} never matches: redirect ${redirect.path} answers first`,
    at: userPlace(service, route),
    notes: [{ message: "the redirect is here", at: keyAt(redirect) }],
    help: "remove one of the two, or redirect a path that does not contain the route",
    subject: { kind: "service", name: service.name },
  });
}

function reportWithoutHttp(service: LoneService, kind: string, entry: Route | Redirect, report: Report): void {
  report({
    code: "route/never-matches",
    message: `${kind} ${entry.path} of ${service.name} never matches: no frontend answers HTTP requests`,
    at: userPlace(service, entry),
    notes: [{ message: "its frontends are here", at: userPlace(service, service, "frontends") }],
    help: "add a frontend of protocol http that does more than redirect to https",
    subject: { kind: "service", name: service.name },
  });
}
