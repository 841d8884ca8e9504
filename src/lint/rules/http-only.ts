import type { Path, Tree } from "../../catalog/tree.ts";
import type { Backend, Frontend, Service } from "../../resolve/fleet.ts";
import type { Rule } from "../rule.ts";
import { userPlace } from "../user-place.ts";

/** What needs requests stands where requests are read. */
export const httpOnly: Rule = {
  codes: {
    "protocol/http-only": {
      severity: "error",
      about:
        "A key that needs HTTP requests stands where the stream is passed on unread (protocol tcp or tls). It would do nothing, be it a limit or a restriction.",
    },
  },
  check(fleet, report) {
    for (const service of fleet.services.values()) {
      for (const use of [...ofService(service), ...ofFrontends(service), ...ofBackends(service)]) {
        report({
          code: "protocol/http-only",
          message: `${use.key} of ${use.what} needs HTTP, but ${use.why}`,
          at: userPlace(service, use.thing, ...use.path),
          help: "remove it, or write `protocol: http`",
          subject: { kind: "service", name: service.name },
        });
      }
    }
  },
};

interface Use {
  readonly key: string;
  readonly what: string;
  readonly why: string;
  readonly thing: { readonly tree: Tree };
  readonly path: Path;
}

/** Routes and redirects without HTTP are `route/never-matches`. */
function ofService(service: Service): Use[] {
  const canonical = service.spec.canonical_redirect === true;
  if (!canonical || service.frontends.some((frontend) => frontend.protocol === "http")) return [];
  // Apache redirects where TLS ends at the members.
  if (service.spec.apache?.document_root !== undefined) return [];
  const path = ["canonical_redirect"];
  return [
    { key: "canonical_redirect", what: service.name, why: "no frontend of it reads requests", thing: service, path },
  ];
}

function ofFrontends(service: Service): Use[] {
  return service.frontends.flatMap((frontend) => {
    if (frontend.protocol === "http") return [];
    const what = `frontend ${frontend.name} of ${service.name}`;
    const why = `its protocol is ${frontend.protocol}`;
    return frontendPaths(frontend).map((path) => ({ key: path.join("."), what, why, thing: frontend, path }));
  });
}

function frontendPaths(frontend: Frontend): string[][] {
  const { spec } = frontend;
  return [
    ...(frontend.redirect ? [["redirect"]] : []),
    ...(spec.request_headers === undefined ? [] : [["request_headers"]]),
    ...(spec.response_headers === undefined ? [] : [["response_headers"]]),
    ...(spec.limits?.requests_per_source === undefined ? [] : [["limits", "requests_per_source"]]),
    // All of `tls` is wrong on a frontend that passes TLS on: `tls/plain-frontend`.
    ...(frontend.protocol === "tls" || spec.tls?.hsts === undefined ? [] : [["tls", "hsts"]]),
    ...(frontend.protocol === "tls" || spec.tls?.alpn === undefined ? [] : [["tls", "alpn"]]),
  ];
}

function ofBackends(service: Service): Use[] {
  return service.backends.flatMap((backend) => {
    if (backend.protocol === "http") return [];
    const what = `backend ${backend.name} of ${service.name}`;
    const why = "its protocol is tcp";
    return backendPaths(backend).map((path) => ({ key: path.join("."), what, why, thing: backend, path }));
  });
}

function backendPaths(backend: Backend): string[][] {
  const { spec } = backend;
  return [
    ...(spec.compression === true ? [["compression"]] : []),
    ...(spec.maintenance_page === undefined ? [] : [["maintenance_page"]]),
    ...(spec.connections === undefined ? [] : [["connections"]]),
  ];
}
