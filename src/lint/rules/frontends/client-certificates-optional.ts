import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** Certificates that are requested but not required block nobody. */
export const clientCertificatesOptional: Rule = {
  codes: {
    "tls/client-certificates-optional": {
      severity: "warning",
      about:
        "A frontend asks for client certificates but also serves clients without one (`required: false`). It keeps " +
        "nobody out; members have to tell them apart. Remove `required`, or accept it with a reason.",
    },
  },
  checkService(service, report) {
    if (!isChecked(service)) return;
    for (const frontend of service.frontends) {
      if (frontend.spec.tls?.client_certificates?.required !== false) continue;
      report({
        code: "tls/client-certificates-optional",
        message: `frontend ${frontend.name} of ${service.name} asks for client certificates, but serves clients without one`,
        at: userPlace(service, frontend, "tls", "client_certificates", "required"),
        help: "remove `required: false`, or accept it if the members decide",
        subject: { kind: "service", name: service.name },
      });
    }
  },
};
