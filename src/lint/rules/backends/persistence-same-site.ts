import type { FindingDraft } from "../../../contract/finding.ts";
import type { Backend, Frontend } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import { at } from "../../../contract/origin.ts";
import { reachedBackends } from "../../../fleet/reached-backends.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";

/** A cookie's setting for other sites reaches the browser, and the browser accepts it. */
export const persistenceSameSite: Rule = {
  codes: {
    "persistence/unused-same-site": {
      severity: "error",
      about:
        "Persistence has `same_site`, but sets no cookie of its own: an application's cookie has the attributes that the application gives it, and the client's address has none. Remove it, or write `by: cookie`.",
    },
    "persistence/same-site-on-plain": {
      severity: "error",
      about:
        "A cookie with `same_site: none` is set behind a frontend without TLS. Browsers refuse it there, because such a cookie must be `Secure`: clients would change members with every request. Lead every frontend of the backend through TLS (`redirect: https`), or choose lax or strict.",
    },
  },
  checkService(service, report) {
    for (const backend of service.backends) {
      const draft = sameSiteFault(service, backend);
      if (draft !== undefined) report({ ...draft, subject: { kind: "service", name: service.name } });
    }
  },
};

function sameSiteFault(service: LoneService, backend: Backend): FindingDraft | undefined {
  const kept = backend.spec.persistence;
  if (kept?.same_site === undefined) return undefined;
  const what = `persistence of backend ${backend.name} of ${service.name}`;
  const place = userPlace(service, backend, "persistence", "same_site");
  if (kept.by !== "cookie") {
    return {
      code: "persistence/unused-same-site",
      message: `${what} has \`same_site\`, but by ${kept.by} it sets no cookie`,
      at: place,
      help: "remove `same_site`, or write `by: cookie`",
    };
  }
  const plain = kept.same_site === "none" ? plainFrontend(service, backend) : undefined;
  if (plain === undefined) return undefined;
  return {
    code: "persistence/same-site-on-plain",
    message: `${what} has \`same_site: none\`, but frontend ${plain.name} has no TLS, so browsers refuse the cookie`,
    at: place,
    notes: [{ message: `frontend ${plain.name} is here`, at: at(plain, "port") }],
    help: `redirect frontend ${plain.name} to https, or write \`same_site: lax\``,
  };
}

function plainFrontend(service: LoneService, backend: Backend): Frontend | undefined {
  if (!reachedBackends(service).includes(backend)) return undefined;
  const routed = service.routes.some((route) => route.backend === backend);
  return service.frontends.find(
    (frontend) =>
      frontend.protocol === "http" &&
      !frontend.redirect &&
      frontend.spec.tls === undefined &&
      (routed || frontend.backend === backend),
  );
}
