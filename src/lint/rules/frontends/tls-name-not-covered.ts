import type { Report } from "../../../contract/finding.ts";
import type { Certificate, Service } from "../../../contract/fleet.ts";
import { at, keyAt } from "../../../contract/origin.ts";
import { certificateCovers } from "../../../fleet/certificate-covers.ts";
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
  check(fleet, report) {
    const namesOf = new Map<Certificate, ReadonlySet<string>>();
    for (const service of fleet.services.values()) {
      if (!isChecked(service)) continue;
      for (const certificate of certificatesOf(service)) {
        const names = namesOf.get(certificate) ?? new Set(certificate.names);
        namesOf.set(certificate, names);
        for (const [index, hostname] of service.hostnames.entries()) {
          // An invalid host name is covered by nothing, and is an error of its own.
          if (certificateCovers(names, hostname) || hostnameFault(hostname) !== undefined) continue;
          reportName(report, service, index, hostname, certificate);
        }
      }
    }
  },
};

function certificatesOf(service: Service): ReadonlySet<Certificate> {
  return new Set(service.frontends.flatMap((frontend) => frontend.certificate ?? []));
}

function reportName(report: Report, service: Service, index: number, hostname: string, certificate: Certificate): void {
  report({
    code: "tls/name-not-covered",
    message: `certificate ${certificate.name} does not cover host name ${hostname} of ${service.name}`,
    at: at(service, "hostnames", index),
    notes: [{ message: "names of the certificate", at: keyAt(certificate, "names") }],
    help: "use another certificate, or add the name to `names` once the certificate has it; a wildcard covers one label",
    subject: { kind: "service", name: service.name },
  });
}
