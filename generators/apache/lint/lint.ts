import type { Report } from "../../../src/contract/finding.ts";
import type { Backend, Certificate, Fleet, Service } from "../../../src/contract/fleet.ts";
import { at, keyAt } from "../../../src/contract/origin.ts";
import { find, keySpan, textOf } from "../../../src/contract/tree.ts";
import { certificateCovers } from "../../../src/fleet/certificate-covers.ts";
import { comparedPath, foldCase } from "../../../src/fleet/path-case.ts";
import { serverNames } from "../../../src/fleet/server-names.ts";
import { follow } from "../../../src/resolve/link/references.ts";
import { checkedPaths, checksOf, isBelow, plainPath } from "../guard-paths.ts";
import { emittedServices, isWebServer, type Model } from "../model.ts";
import { documentRoot, endsTls, memberCertificate, redirectedNames, type Site, servedBackends } from "../sites.ts";
import type { ApacheFinding } from "./apache-finding.ts";
import { lintFolders } from "./lint-folders.ts";
import { lintNames } from "./lint-names.ts";
import { lintOverride } from "./lint-override.ts";
import { lintPorts } from "./lint-ports.ts";
import { lintRoots } from "./lint-roots.ts";

/** What Apache cannot or should not do with this fleet. */
export function lint(model: Model, report: Report): void {
  const { fleet, servers } = model;
  for (const service of fleet.services.values()) linkCertificate(service, fleet, report);
  const sites = [...new Set(servers.flatMap((server) => server.sites))];
  const drafts = [
    ...emittedServices(fleet).flatMap((service) =>
      servedBackends(service).flatMap((backend) => [
        ...missingRoot(service, backend),
        ...wrongCertificate(service, backend, fleet),
      ]),
    ),
    ...sites.flatMap(caughtPaths),
    ...sites.flatMap(caughtHosts),
    ...sites.flatMap((site) => lintOverride(site, fleet)),
    ...lintNames(model),
    ...lintPorts(servers),
    ...lintRoots(servers),
    ...lintFolders(servers, emittedServices(fleet), fleet),
  ];
  // A service's sites may have other ports on other nodes, but the same faults.
  for (const draft of new Map(drafts.map((one) => [`${one.code} ${one.message}`, one])).values()) report(draft);
}

/** A certificate that is referenced exists. */
function linkCertificate(service: Service, fleet: Fleet, report: Report): void {
  const written = find(service.tree, ["apache", "tls", "certificate"]);
  if (written === undefined) return;
  const table = { kind: "certificate" as const, things: fleet.certificates, broken: new Set<string>() };
  const where = `services.${service.name}.apache.tls.certificate`;
  follow<Certificate>(table, textOf(written), written, { where, report });
}

function missingRoot(service: Service, backend: Backend): ApacheFinding[] {
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

function wrongCertificate(service: Service, backend: Backend, fleet: Fleet): ApacheFinding[] {
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

function caughtPaths(site: Site): ApacheFinding[] {
  const { service } = site;
  return checkedPaths(site).flatMap((asked): ApacheFinding[] => {
    const path = plainPath(asked);
    const redirect = service.redirects.find((candidate) =>
      isBelow(comparedPath(service, path), comparedPath(service, candidate.path)),
    );
    const route = service.routes.find(
      ({ access, path: above }) => access !== undefined && isBelow(foldCase(path), foldCase(above)),
    );
    const caught = redirect ?? route;
    if (caught === undefined) return [];
    const what = redirect === undefined ? `route ${caught.path} with access of its own` : `redirect ${caught.path}`;
    const backend = site.backends.find(({ check }) => (check?.path ?? "/") === asked);
    return [
      {
        code: "apache/health-path-caught",
        message: `the check of ${service.name} requests ${path}, which is below the ${what}`,
        at: backend === undefined ? at(service, "health", "check", "path") : at(backend, "check", "path"),
        notes: [{ message: `the ${what}`, at: keySpan(caught.tree) }],
        help: "request a path that every client may use",
        subject: { kind: "service", name: service.name },
      },
    ];
  });
}

/** A check with a name that Apache redirects gets the redirect, whatever the state of the site. */
function caughtHosts(site: Site): ApacheFinding[] {
  const { service, backends } = site;
  const redirected = redirectedNames(site);
  const asked = checksOf(site).flatMap(({ host }) => (host !== undefined && redirected.includes(host) ? [host] : []));
  return [...new Set(asked)].map((host): ApacheFinding => {
    const backend = backends.find(({ check }) => check?.host === host);
    return {
      code: "apache/health-path-caught",
      message: `the check of ${service.name} requests ${host}, which is redirected to ${service.hostnames[0]}`,
      at: backend === undefined ? at(service, "health", "check", "host") : at(backend, "check", "host"),
      notes: [{ message: "the redirect to the canonical name", at: keyAt(service, "canonical_redirect") }],
      help: `request ${service.hostnames[0]} instead`,
      subject: { kind: "service", name: service.name },
    };
  });
}
