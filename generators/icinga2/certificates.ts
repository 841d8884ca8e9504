import { FAMILIES, type Fleet, type Frontend, type Node, type Service } from "../../src/resolve/fleet.ts";
import { at } from "../../src/resolve/origin.ts";
import { type Admitted, admittedTo } from "./admission.ts";
import { ADDRESS } from "./itl.ts";
import { TIMEOUT } from "./questions.ts";
import { withoutMacros } from "./quote.ts";
import type { VipCheck } from "./vip-checks.ts";

const DAY = 24 * 60 * 60 * 1000;

/**
 * Certificates that frontends show, asked for their end. Services of an owner that share a listener and a certificate
 * share the check: a wildcard that ends is one message, not a thousand.
 * @param services those of one VIP, sorted by name
 */
export function certificateChecks(fleet: Fleet, services: readonly Service[], masters: readonly Node[]): VipCheck[] {
  const checks = new Map<string, VipCheck>();
  for (const service of services) {
    const expiry = service.monitoring.certificateExpiry;
    if (expiry === undefined) continue;
    for (const frontend of service.frontends) {
      if (!showsCertificate(frontend)) continue;
      const { certificate, port } = frontend;
      const admitted = mayShake(fleet, masters, service, frontend);
      if (admitted.remote.length + admitted.local.length === 0) continue;
      const whose = certificate === undefined ? [service.name, frontend.name] : [certificate.name];
      const key = JSON.stringify([whose, port, expiry, service.owner?.name, service.state, admitted]);
      if (checks.has(key)) continue;
      const [hostname] = service.hostnames;
      const { warn, critical } = expiry;
      checks.set(key, {
        service,
        name: `${service.name}:${frontend.name}:certificate`,
        title: `certificate ${certificate?.name ?? `of ${service.name}`} at ${port}`,
        use: {
          command: "ssl",
          vars: {
            ssl_address: ADDRESS,
            ssl_port: port,
            ...(hostname === undefined ? {} : { ssl_sni: withoutMacros(hostname) }),
            ssl_cert_valid_days_warn: Math.ceil(warn / DAY),
            ssl_cert_valid_days_critical: Math.ceil(critical / DAY),
            ssl_timeout: TIMEOUT / 1000,
          },
        },
        asked: { port, ask: { type: "tls" } },
        ...admitted,
        pages: false,
        counts: false,
        causes: [at(service, "monitoring", "certificate_expiry"), certificate?.tree ?? frontend.tree],
      });
    }
  }
  return [...checks.values()];
}

/** Whether the port speaks TLS from the first byte, be it that the members do. */
function showsCertificate({ protocol, backend, spec }: Frontend): boolean {
  if (spec.tls !== undefined || protocol === "tls") return true;
  const check = backend?.check;
  const overTls = check?.type === "tls" || check?.type === "https";
  return protocol === "tcp" && overTls && check.port === undefined && backend?.spec.tls === undefined;
}

/** HTTP is refused after the handshake, so that the nodes themselves may always ask; streams are refused before. */
function mayShake(fleet: Fleet, masters: readonly Node[], service: Service, frontend: Frontend): Admitted {
  const families = FAMILIES.filter((family) => service.vip[family] !== undefined);
  const admitted = admittedTo(fleet, masters, families, { service, frontend });
  return frontend.protocol === "http" ? { ...admitted, local: families } : admitted;
}
