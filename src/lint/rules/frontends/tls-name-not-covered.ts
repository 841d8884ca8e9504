import type { Report } from "../../../contract/finding.ts";
import type { Certificate } from "../../../contract/fleet.ts";
import type { LoneService } from "../../../contract/lone-service.ts";
import { at, keyAt } from "../../../contract/origin.ts";
import { certificateCovers } from "../../../fleet/certificate-covers.ts";
import { oncePer } from "../../../fleet/once-per.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { hostnameFault } from "../../sites/hostname-fault.ts";

/** A frontend's certificate covers the service's host names. */
export const tlsNameNotCovered: Rule = {
  codes: {
    "tls/name-not-covered": {
      severity: "warning",
      about:
        "A host name of a service is not among the `names` of its frontend's certificate, so browsers refuse the connection. Add the name to the certificate, or use another certificate.",
    },
  },
  checkService(service, report) {
    if (!isChecked(service)) return;
    for (const certificate of certificatesOf(service)) {
      const names = namesOf(certificate);
      for (const [index, hostname] of service.hostnames.entries()) {
        // An invalid host name is covered by nothing, and is an error of its own.
        if (certificateCovers(names, hostname) || hostnameFault(hostname) !== undefined) continue;
        reportName(report, service, index, hostname, certificate);
      }
    }
  },
};

const namesOf = oncePer((certificate: Certificate): ReadonlySet<string> => new Set(certificate.names));

function certificatesOf(service: LoneService): ReadonlySet<Certificate> {
  return new Set(service.frontends.flatMap((frontend) => frontend.certificate ?? []));
}

function reportName(
  report: Report,
  service: LoneService,
  index: number,
  hostname: string,
  certificate: Certificate,
): void {
  report({
    code: "tls/name-not-covered",
    message: `certificate ${certificate.name} does not cover host name ${hostname} of ${service.name}`,
    at: at(service, "hostnames", index),
    notes: [{ message: "names of the certificate", at: keyAt(certificate, "names") }],
    help: "use another certificate, or add the name to `names` once the certificate has it; a wildcard covers one label",
    subject: { kind: "service", name: service.name },
  });
}
