import { FAMILIES, type Fleet, type Frontend, type Node, type Service } from "../../src/resolve/fleet.ts";
import { at } from "../../src/resolve/origin.ts";
import { type Admitted, admittedTo } from "./admission.ts";
import { ADDRESS, type CommandUse } from "./itl.ts";
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
      const protocol = shownIn(frontend);
      if (protocol === undefined) continue;
      const { certificate, port } = frontend;
      const admitted = mayShake(fleet, masters, service, frontend);
      if (admitted.remote.length + admitted.local.length === 0) continue;
      const whose = certificate === undefined ? [service.name, frontend.name] : [certificate.name];
      const key = JSON.stringify([whose, port, expiry, service.owner?.name, service.state, admitted]);
      if (checks.has(key)) continue;
      const [hostname] = service.hostnames;
      const days = { warn: Math.ceil(expiry.warn / DAY), critical: Math.ceil(expiry.critical / DAY) };
      checks.set(key, {
        service,
        name: `${service.name}:${frontend.name}:certificate`,
        title: `certificate ${certificate?.name ?? `of ${service.name}`} at ${port}`,
        use: protocol === "tls" ? tlsCommand(port, hostname, days) : smtpCommand(port, days),
        asked: { port, ask: { type: protocol } },
        ...admitted,
        pages: false,
        counts: false,
        causes: [at(service, "monitoring", "certificate_expiry"), certificate?.tree ?? frontend.tree],
      });
    }
  }
  return [...checks.values()];
}

/** Days before the end of a certificate. */
interface Days {
  readonly warn: number;
  readonly critical: number;
}

function tlsCommand(port: number, hostname: string | undefined, { warn, critical }: Days): CommandUse {
  return {
    command: "ssl",
    vars: {
      ssl_address: ADDRESS,
      ssl_port: port,
      ...(hostname === undefined ? {} : { ssl_sni: withoutMacros(hostname) }),
      ssl_cert_valid_days_warn: warn,
      ssl_cert_valid_days_critical: critical,
      ssl_timeout: TIMEOUT / 1000,
    },
  };
}

/** check_smtp names no server in the handshake. Where STARTTLS is not offered it warns. */
function smtpCommand(port: number, { warn, critical }: Days): CommandUse {
  return {
    command: "smtp",
    vars: {
      smtp_address: ADDRESS,
      smtp_port: port,
      smtp_starttls: true,
      smtp_certificate_age: `${warn},${critical}`,
      smtp_timeout: TIMEOUT / 1000,
    },
  };
}

/**
 * How the port shows a certificate: in TLS from the first byte, be it that the members speak it, or in SMTP after
 * STARTTLS. Of the plugins that know STARTTLS check_smtp alone looks at the end of a certificate.
 */
function shownIn({ protocol, backend, spec }: Frontend): "tls" | "smtp" | undefined {
  if (spec.tls !== undefined || protocol === "tls") return "tls";
  const check = backend?.check;
  if (protocol !== "tcp" || check === undefined || check.port !== undefined || backend?.spec.tls !== undefined)
    return undefined;
  if (check.type === "smtp") return "smtp";
  return check.type === "tls" || check.type === "https" ? "tls" : undefined;
}

/** HTTP is refused after the handshake, so that the nodes themselves may always ask; streams are refused before. */
function mayShake(fleet: Fleet, masters: readonly Node[], service: Service, frontend: Frontend): Admitted {
  const families = FAMILIES.filter((family) => service.vip[family] !== undefined);
  const admitted = admittedTo(fleet, masters, families, { service, frontend });
  return frontend.protocol === "http" ? { ...admitted, local: families } : admitted;
}
