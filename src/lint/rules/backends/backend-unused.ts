import type { LoneService, Surroundings } from "../../../contract/lone-service.ts";
import type { Tree } from "../../../contract/tree.ts";
import { find } from "../../../contract/tree.ts";
import { suggest } from "../../../diagnostics/suggest.ts";
import { reachedBackends } from "../../../fleet/reached-backends.ts";
import type { Rule } from "../../rule.ts";
import { isOwn } from "../../services/service-place.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** A misspelt name of an inherited backend creates a new, unused one, and leaves the inherited one unchanged. */
export const backendUnused: Rule = {
  codes: {
    "backend/unused": {
      severity: "error",
      about:
        "No frontend and no route uses a backend; one that redirects to https uses none. Usually its name is misspelt, and settings meant for an inherited backend " +
        "have no effect. A backend whose inherited frontend or route the service removed or changed is not reported.",
    },
  },
  checkService(service, report, fleet) {
    if (!isChecked(service) || service.balance.by !== "haproxy") return;
    const used = new Set(reachedBackends(service));
    const redirecting = service.frontends.filter(({ redirect }) => redirect);
    for (const backend of service.backends) {
      if (used.has(backend)) continue;
      if (!isOwn(service, backend.tree) && isUsedInProfile(fleet, service, backend.name)) continue;
      const meant = suggest(
        backend.name,
        [...used].map((other) => other.name),
      );
      report({
        code: "backend/unused",
        message: `nothing uses backend ${backend.name} of ${service.name}`,
        at: userPlace(service, backend),
        once: true,
        notes: redirecting
          .filter((frontend) => frontend.backend === backend)
          .map((frontend) => ({
            message: `frontend ${frontend.name} refers to it, but redirects to https and never uses it`,
            at: userPlace(service, frontend, "backend"),
          })),
        help:
          meant === undefined
            ? "use it in a frontend or a route, or remove it"
            : `did you mean \`${meant}\`? Otherwise use it in a frontend or a route, or remove it`,
        subject: { kind: "service", name: service.name },
      });
    }
  },
};

function isUsedInProfile(fleet: Surroundings, service: LoneService, name: string): boolean {
  return service.profiles.some((profile) => {
    const tree = fleet.profiles.get(profile)?.tree;
    return ["frontends", "routes"].some((key) => entries(find(tree, [key])).some((entry) => names(entry, name)));
  });
}

function entries(tree: Tree | undefined): Tree[] {
  return tree?.kind === "map" ? Object.values(tree.entries) : [];
}

function names(entry: Tree, backend: string): boolean {
  const named = find(entry, ["backend"]);
  return named?.kind === "scalar" && named.value === backend;
}
