import type { FindingDraft } from "../../../contract/finding.ts";
import type { Frontend } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";

/** TLS of a frontend: where it is terminated, with which certificate, and how old the version may be. */
export const frontendTls: Rule = {
  codes: {
    "tls/no-certificate": {
      severity: "error",
      about: "A frontend terminates TLS without a certificate. Set `tls.certificate`.",
    },
    "tls/plain-frontend": {
      severity: "error",
      about:
        "A frontend has TLS keys although it does not terminate TLS: it only redirects to https, or forwards TLS by server name. The keys would have no effect.",
    },
    "tls/old-version": {
      severity: "warning",
      about: "A frontend accepts TLS 1.0 or 1.1, which RFC 8996 deprecates. Raise `min_version` to 1.2.",
    },
    "tls/on-port-80": {
      severity: "warning",
      about: "A frontend on port 80 speaks TLS, but clients speak plain HTTP on port 80.",
    },
  },
  checkService(service, report) {
    for (const frontend of service.frontends) {
      const draft = frontend.spec.tls === undefined ? undefined : tlsFault(service, frontend);
      if (draft !== undefined) report({ ...draft, subject: { kind: "service", name: service.name } });
    }
  },
};

function tlsFault(service: LoneService, frontend: Frontend): FindingDraft | undefined {
  const what = `frontend ${frontend.name} of ${service.name}`;
  if (frontend.redirect || frontend.protocol === "tls") {
    return {
      code: "tls/plain-frontend",
      message: `${what} has TLS keys, but ${frontend.redirect ? "it only redirects to https" : "it forwards TLS to the members"}`,
      at: userPlace(service, frontend, "tls"),
      help: frontend.redirect
        ? "move `tls` to the frontend that it redirects to"
        : "remove `tls`, or write `protocol: http` to terminate TLS here",
    };
  }
  if (frontend.certificate === undefined) {
    return {
      code: "tls/no-certificate",
      message: `${what} terminates TLS, but has no certificate`,
      at: userPlace(service, frontend, "tls"),
      help: `set one: frontends: {${frontend.name}: {tls: {certificate: …}}}`,
    };
  }
  const version = frontend.spec.tls?.min_version;
  if (version === "1.0" || version === "1.1") {
    return {
      code: "tls/old-version",
      message: `${what} accepts TLS ${version}, which is deprecated`,
      at: userPlace(service, frontend, "tls", "min_version"),
      help: 'write min_version: "1.2"',
    };
  }
  if (frontend.port === 80) {
    return {
      code: "tls/on-port-80",
      message: `${what} speaks TLS on port 80, where clients expect plain HTTP`,
      at: userPlace(service, frontend, "port"),
      help: "use port 443, or remove `tls`",
    };
  }
  return undefined;
}
