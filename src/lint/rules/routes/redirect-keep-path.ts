import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";

/** A redirect that keeps the path has a place for it. */
export const redirectKeepPath: Rule = {
  codes: {
    "redirect/query-and-path": {
      severity: "error",
      about:
        "A redirect keeps the rest of the path and leads to a URL with a query, so the rest would become part of the query. Remove the query or `keep_path`.",
    },
  },
  checkService(service, report) {
    for (const redirect of service.redirects) {
      if (!redirect.keepPath || !redirect.to.includes("?")) continue;
      report({
        code: "redirect/query-and-path",
        message: `redirect ${redirect.path} of ${service.name} keeps the path, which would follow the query of ${redirect.to}`,
        at: userPlace(service, redirect, "to"),
        help: "remove the query or `keep_path`",
        subject: { kind: "service", name: service.name },
      });
    }
  },
};
