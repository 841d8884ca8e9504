import type { Rule } from "../../rule.ts";
import { isChecked } from "../../service-state.ts";
import { userPlace } from "../../user-place.ts";

/** Certificates that are asked for and not demanded keep nobody away. */
export const clientCertificatesOptional: Rule = {
  codes: {
    "tls/client-certificates-optional": {
      severity: "warning",
      about:
        "A frontend asks clients for certificates and serves those without one all the same (`required: false`). It keeps " +
        "nobody away; members have to tell the ones from the others. Leave `required` out, or accept it with a reason.",
    },
  },
  check(fleet, report) {
    for (const service of fleet.services.values()) {
      if (!isChecked(service)) continue;
      for (const frontend of service.frontends) {
        if (frontend.spec.tls?.client_certificates?.required !== false) continue;
        report({
          code: "tls/client-certificates-optional",
          message: `frontend ${frontend.name} of ${service.name} asks for client certificates and serves clients without one`,
          at: userPlace(service, frontend, "tls", "client_certificates", "required"),
          help: "remove `required: false`, or accept it where members decide",
          subject: { kind: "service", name: service.name },
        });
      }
    }
  },
};
