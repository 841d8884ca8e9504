import type { FindingDraft } from "../../../contract/finding.ts";
import type { Backend } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import { keyAt } from "../../../contract/origin.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../services/user-place.ts";

/** Frontends and their backends use the same protocol, which must also support what members are told about the client. */
export const protocolMismatch: Rule = {
  codes: {
    "protocol/mismatch": {
      severity: "error",
      about:
        "A frontend that reads requests leads to a backend that forwards a stream, or the other way round. Give both the same protocol (tls frontends lead to tcp backends).",
    },
    "backend/header-on-tcp": {
      severity: "error",
      about:
        "`client_address: header` writes the client's address into HTTP requests, but the backend forwards a stream. Use proxy-v2 or hidden.",
    },
    "backend/uri-on-tcp": {
      severity: "error",
      about:
        "`algorithm: uri` spreads requests by their path, but the backend forwards a stream. Use another algorithm.",
    },
  },
  checkService(service, report) {
    const subject = { kind: "service", name: service.name } as const;
    for (const frontend of service.frontends) {
      const backend = frontend.backend;
      if (backend === undefined || backend.protocol === (frontend.protocol === "http" ? "http" : "tcp")) continue;
      report({
        code: "protocol/mismatch",
        message: `frontend ${frontend.name} of ${service.name} speaks ${frontend.protocol}, but its backend ${backend.name} speaks ${backend.protocol}`,
        at: userPlace(service, frontend, "backend"),
        notes: [{ message: "protocol of the backend", at: keyAt(backend, "protocol") }],
        help: "give both the same protocol, or use another backend",
        subject,
      });
    }
    for (const route of service.routes) {
      if (route.backend === undefined || route.backend.protocol === "http") continue;
      report({
        code: "protocol/mismatch",
        message: `route ${route.path} of ${service.name} needs HTTP, but its backend ${route.backend.name} speaks tcp`,
        at: userPlace(service, route, "backend"),
        notes: [{ message: "protocol of the backend", at: keyAt(route.backend, "protocol") }],
        help: "use a backend whose protocol is http",
        subject,
      });
    }
    for (const draft of service.backends.flatMap((backend) => streamFaults(service, backend)))
      report({ ...draft, subject });
  },
};

function streamFaults(service: LoneService, backend: Backend): FindingDraft[] {
  if (backend.protocol === "http") return [];
  const what = `backend ${backend.name} of ${service.name}`;
  const header: FindingDraft = {
    code: "backend/header-on-tcp",
    message: `${what} cannot send client addresses in a header, because its protocol is tcp`,
    at: userPlace(service, backend, "client_address"),
    help: "write `client_address: proxy-v2` if the members understand it, else `hidden`",
  };
  const uri: FindingDraft = {
    code: "backend/uri-on-tcp",
    message: `${what} cannot be balanced by URI, because its protocol is tcp`,
    at: userPlace(service, backend, "algorithm"),
    help: "use another algorithm, such as `source`, which keeps a client at its member",
  };
  return [...(backend.clientAddress === "header" ? [header] : []), ...(backend.algorithm === "uri" ? [uri] : [])];
}
