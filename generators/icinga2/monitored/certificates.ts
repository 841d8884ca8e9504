import { FAMILIES, type Fleet, type Frontend, type Node, type Service } from "../../../src/contract/fleet.ts";
import { at } from "../../../src/contract/origin.ts";
import { certificateCovers } from "../../../src/fleet/certificate-covers.ts";
import { ADDRESS, CERTIFICATE } from "../itl.ts";
import { withoutMacros } from "../quote.ts";
import { type Admitted, admittedTo } from "./admission.ts";
import { TIMEOUT } from "./questions.ts";
import type { VipCheck } from "./vip-checks.ts";

const DAY = 24 * 60 * 60 * 1000;

/**
 * Certificates of frontends: whether a browser would accept them, by name, chain and expiry. Services of one owner that
 * share a listener and a certificate share the check: a wildcard that expires is one message, not a thousand.
 * @param services those of one VIP, sorted by name
 */
export function certificateChecks(fleet: Fleet, services: readonly Service[], masters: readonly Node[]): VipCheck[] {
  const shared = new Map<string, Shown[]>();
  for (const service of services) {
    const expiry = service.monitoring.certificateExpiry;
    if (expiry === undefined) continue;
    for (const frontend of service.frontends) {
      const protocol = shownIn(frontend);
      if (protocol === undefined) continue;
      const { certificate, port } = frontend;
      const admitted = mayShake(fleet, masters, service, frontend);
      if (admitted.remote.length + admitted.local.length === 0) continue;
      const whose = certificate === undefined ? [service.name, frontend.name] : [certificate.name];
      const key = JSON.stringify([whose, protocol, port, expiry, service.owner?.name, service.state, admitted]);
      const same = shared.get(key);
      if (same === undefined) shared.set(key, [{ service, frontend, protocol, expiry, admitted }]);
      else same.push({ service, frontend, protocol, expiry, admitted });
    }
  }
  return [...shared.values()].map(checkOf);
}

/** A certificate as one frontend presents it. */
interface Shown {
  readonly service: Service;
  readonly frontend: Frontend;
  readonly protocol: "tls" | "smtp";
  readonly expiry: NonNullable<Service["monitoring"]["certificateExpiry"]>;
  readonly admitted: Admitted;
}

function checkOf(shown: readonly Shown[]): VipCheck {
  const [first] = shown;
  if (first === undefined) throw new Error("a certificate that nothing shows");
  const { service, frontend, protocol, expiry, admitted } = first;
  const { certificate, port } = frontend;
  const names = coveredNames(shown);
  // Without a server name a frontend presents nothing, even if the certificate has none of the service's names.
  const askedFor = names[0] ?? service.hostnames[0];
  return {
    service,
    name: `${service.name}:${frontend.name}:certificate`,
    title: `certificate ${certificate?.name ?? `of ${service.name}`} at ${port}`,
    use: {
      command: CERTIFICATE,
      vars: {
        certificate_address: ADDRESS,
        certificate_port: port,
        certificate_names: names.map(withoutMacros),
        ...(askedFor === undefined || askedFor === names[0]
          ? {}
          : { certificate_server_name: withoutMacros(askedFor) }),
        ...(protocol === "smtp" ? { certificate_starttls: protocol } : {}),
        certificate_warn_days: Math.ceil(expiry.warn / DAY),
        certificate_critical_days: Math.ceil(expiry.critical / DAY),
        certificate_timeout: TIMEOUT / 1000,
      },
    },
    asked: { port, ask: { type: protocol } },
    ...admitted,
    pages: false,
    counts: false,
    causes: [at(service, "monitoring", "certificate_expiry"), certificate?.tree ?? frontend.tree],
  };
}

/**
 * Host names that the certificate must cover: of those under one of its wildcards the first is enough. Names that it
 * lacks according to the catalog are another finding (`tls/name-not-covered`). Streams often have no host names; for
 * them it is the certificate's own names from the catalog.
 */
function coveredNames(shown: readonly Shown[]): string[] {
  const hostnames = [...new Set(shown.flatMap(({ service }) => service.hostnames))];
  const certificate = shown[0]?.frontend.certificate;
  if (certificate === undefined) return hostnames;
  if (hostnames.length === 0) return certificate.names.filter((name) => !name.startsWith("*"));
  const names = new Set(certificate.names);
  const firsts = new Map<string, string>();
  for (const hostname of hostnames) {
    if (!certificateCovers(names, hostname)) continue;
    const by = names.has(hostname) ? hostname : hostname.slice(hostname.indexOf("."));
    if (!firsts.has(by)) firsts.set(by, hostname);
  }
  return [...firsts.values()];
}

/** How the port presents a certificate: in TLS from the first byte, even by the members, or in SMTP after STARTTLS. */
function shownIn({ protocol, backend, spec }: Frontend): "tls" | "smtp" | undefined {
  if (spec.tls !== undefined || protocol === "tls") return "tls";
  const check = backend?.check;
  if (protocol !== "tcp" || check === undefined || check.port !== undefined || backend?.spec.tls !== undefined)
    return undefined;
  if (check.type === "smtp") return "smtp";
  return check.type === "tls" || check.type === "https" ? "tls" : undefined;
}

/** HTTP is refused only after the handshake, so the nodes themselves may always check; streams are refused before. */
function mayShake(fleet: Fleet, masters: readonly Node[], service: Service, frontend: Frontend): Admitted {
  const families = FAMILIES.filter((family) => service.vip[family] !== undefined);
  const admitted = admittedTo(fleet, masters, families, { service, frontend });
  return frontend.protocol === "http" ? { ...admitted, local: families } : admitted;
}
