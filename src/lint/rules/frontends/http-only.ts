import type { Frontend } from "../../../contract/fleet.ts";
import type {
  Backend as BackendKeys,
  Frontend as FrontendKeys,
  FrontendTls,
  Limits,
  Node,
} from "../../../contract/language.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import type { Path, Tree } from "../../../contract/tree.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";

/** Settings that need parsed requests are only used where requests are parsed. */
export const httpOnly: Rule = {
  codes: {
    "protocol/http-only": {
      severity: "error",
      about:
        "A key that needs HTTP requests is set where the stream is forwarded without reading it (protocol tcp or tls). The key would have no effect, even if it is a limit or a restriction.",
    },
  },
  checkService(service, report) {
    for (const use of [...ofService(service), ...ofFrontends(service), ...ofBackends(service)]) {
      report({
        code: "protocol/http-only",
        message: `${use.key} of ${use.what} needs HTTP, but ${use.why}`,
        at: userPlace(service, use.thing, ...use.path),
        help: "remove it, or write `protocol: http`",
        subject: { kind: "service", name: service.name },
      });
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
function ofService(service: LoneService): Use[] {
  const canonical = service.spec.canonical_redirect === true;
  if (!canonical || service.frontends.some((frontend) => frontend.protocol === "http")) return [];
  // Apache redirects if the members terminate TLS.
  if (service.spec.apache?.document_root !== undefined) return [];
  const path = ["canonical_redirect"];
  return [
    {
      key: "canonical_redirect",
      what: service.name,
      why: "none of its frontends reads requests",
      thing: service,
      path,
    },
  ];
}

function ofFrontends(service: LoneService): Use[] {
  return service.frontends.flatMap((frontend) => {
    if (frontend.protocol === "http") return [];
    const what = `frontend ${frontend.name} of ${service.name}`;
    const why = `its protocol is ${frontend.protocol}`;
    return frontendPaths(frontend).map((path) => ({ key: path.join("."), what, why, thing: frontend, path }));
  });
}

/** Whether a key needs parsed requests. */
type Need = "http" | "any";

/** A block of options that a generator reads itself; its useless settings have findings of their own. */
type GeneratorBlock = keyof NonNullable<Node["emit"]>;

/**
 * Every key of the language has its need. The types are derived from the schema, so a new key without one does not
 * compile, instead of silently doing nothing where requests are not parsed.
 */
const FRONTEND: Readonly<Record<Exclude<keyof FrontendKeys, GeneratorBlock>, Need>> = {
  port: "any",
  transport: "any",
  protocol: "any",
  redirect: "http",
  backend: "any",
  access: "any",
  tls: "any",
  limits: "any",
  request_headers: "http",
  response_headers: "http",
};

const LIMITS: Readonly<Record<keyof Limits, Need>> = {
  connections: "any",
  connections_per_source: "any",
  requests_per_source: "http",
  except: "any",
};

const FRONTEND_TLS: Readonly<Record<keyof FrontendTls, Need>> = {
  certificate: "any",
  min_version: "any",
  alpn: "http",
  hsts: "http",
  client_certificates: "any",
};

const CLIENT_CERTIFICATES: Readonly<Record<keyof NonNullable<FrontendTls["client_certificates"]>, Need>> = {
  required: "any",
  ca: "any",
  headers: "http",
};

const BACKEND: Readonly<Record<Exclude<keyof BackendKeys, GeneratorBlock>, Need>> = {
  protocol: "any",
  port: "any",
  members: "any",
  algorithm: "any",
  client_address: "any",
  check: "any",
  tls: "any",
  member_connections: "any",
  connections: "http",
  failback: "any",
  persistence: "any",
  maintenance_page: "http",
  compression: "http",
};

/** Keys that are set and need requests; `false` is the default anyway. */
function needing<Key extends string>(
  needs: Readonly<Record<Key, Need>>,
  said: Readonly<Partial<Record<Key, unknown>>> | undefined,
): Key[] {
  const keys = Object.keys(needs) as Key[];
  return keys.filter((key) => needs[key] === "http" && said?.[key] !== undefined && said[key] !== false);
}

function frontendPaths({ spec, protocol }: Frontend): string[][] {
  // All of `tls` is wrong on a frontend that passes TLS on: `tls/plain-frontend`.
  const tls = protocol === "tls" ? [] : needing(FRONTEND_TLS, spec.tls);
  const certificates = protocol === "tls" ? [] : needing(CLIENT_CERTIFICATES, spec.tls?.client_certificates);
  return [
    ...needing(FRONTEND, spec).map((key) => [key]),
    ...needing(LIMITS, spec.limits).map((key) => ["limits", key]),
    ...tls.map((key) => ["tls", key]),
    ...certificates.map((key) => ["tls", "client_certificates", key]),
  ];
}

function ofBackends(service: LoneService): Use[] {
  return service.backends.flatMap((backend) => {
    if (backend.protocol === "http") return [];
    const what = `backend ${backend.name} of ${service.name}`;
    const why = "its protocol is tcp";
    return needing(BACKEND, backend.spec).map((key) => ({ key, what, why, thing: backend, path: [key] }));
  });
}
