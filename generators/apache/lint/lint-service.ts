import type { Report } from "../../../src/contract/finding.ts";
import type { Backend, Certificate } from "../../../src/contract/fleet.ts";
import type { LoneService, Surroundings } from "../../../src/contract/lone-service.ts";
import { at, keyAt } from "../../../src/contract/origin.ts";
import { find, keySpan, textOf } from "../../../src/contract/tree.ts";
import { certificateCovers } from "../../../src/fleet/certificate-covers.ts";
import { isEmitted } from "../../../src/fleet/emitted.ts";
import { serverNames } from "../../../src/fleet/server-names.ts";
import { follow } from "../../../src/resolve/link/references.ts";
import { isWebServer } from "../model.ts";
import { documentRoot, endsTls, memberCertificate, servedBackends } from "../sites.ts";
import type { ApacheFinding } from "./apache-finding.ts";
import { systemFolders } from "./system-folders.ts";

/** What Apache cannot or should not do for a service. */
export function lintService(service: LoneService, report: Report, fleet: Surroundings): void {
  linkCertificate(service, fleet, report);
  if (!isEmitted(service)) return;
  const drafts = [
    ...servedBackends(service).flatMap((backend) => [
      ...missingRoot(service, backend),
      ...wrongCertificate(service, backend, fleet),
    ]),
    ...systemFolders(service, fleet),
  ];
  for (const draft of drafts) report(draft);
}

/** A certificate that is referenced exists. */
function linkCertificate(service: LoneService, fleet: Surroundings, report: Report): void {
  const written = find(service.tree, ["apache", "tls", "certificate"]);
  if (written === undefined) return;
  const table = { kind: "certificate" as const, things: fleet.certificates, broken: new Set<string>() };
  const where = `services.${service.name}.apache.tls.certificate`;
  follow<Certificate>(table, textOf(written), written, { where, report });
}

function missingRoot(service: LoneService, backend: Backend): ApacheFinding[] {
  if (service.balance.by !== "haproxy" || documentRoot(service, backend) !== undefined) return [];
  const servers = backend.members.filter(({ node }) => isWebServer(node)).map(({ node }) => node.name);
  if (servers.length === 0) return [];
  const [first = "", ...others] = [...new Set(servers)].sort();
  const who = others.length === 0 ? first : `${first} and ${others.length} more`;
  return [
    {
      code: "apache/document-root-missing",
      message: `${service.name}: backend ${backend.name} has no document root (${who} would serve nothing)`,
      at: keySpan(service.tree),
      help: "set `apache: {document_root: …}`, or accept this if another program answers",
      subject: { kind: "service", name: service.name },
    },
  ];
}

function wrongCertificate(service: LoneService, backend: Backend, fleet: Surroundings): ApacheFinding[] {
  if (!endsTls(backend) || documentRoot(service, backend) === undefined) return [];
  if (!backend.members.some(({ node }) => isWebServer(node))) return [];
  const subject = { kind: "service", name: service.name } as const;
  if (service.spec.apache?.tls === undefined) {
    return [
      {
        code: "apache/certificate-missing",
        message: `TLS ends at the members of backend ${backend.name} of ${service.name}, but Apache has no certificate`,
        at: keyAt(backend, "tls"),
        help: "set `apache: {tls: {certificate: …}}`",
        subject,
      },
    ];
  }
  const certificate = memberCertificate(service, fleet);
  if (certificate === undefined || backend.spec.tls?.verify !== true) return [];
  const names = backend.members
    .filter(({ node }) => isWebServer(node))
    .flatMap((member) => serverNames(service, backend, member));
  const name = names.find((wanted) => !certificateCovers(new Set(certificate.names), wanted));
  if (name === undefined) return [];
  return [
    {
      code: "apache/certificate-name",
      message: `certificate ${certificate.name} does not cover ${name}, which load balancers expect of backend ${backend.name} of ${service.name}`,
      at: at(service, "apache", "tls", "certificate"),
      notes: [
        {
          message: `certificate ${certificate.name} covers ${certificate.names.join(", ")}`,
          at: keySpan(certificate.tree),
        },
      ],
      help: "use a certificate that has the name, or set `tls.server_name` of the backend",
      subject,
    },
  ];
}
