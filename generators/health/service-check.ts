import { checkToPlugin } from "../../src/checks/to-plugin.ts";
import { CHECK_VOCABULARY } from "../../src/checks/vocabulary.ts";
import type { CheckSpec } from "../../src/contract/check-spec.ts";
import type { Family, Frontend, Transport } from "../../src/contract/fleet.ts";
import type { LoneService } from "../../src/contract/lone-service.ts";
import { present } from "../../src/contract/present.ts";
import type { HealthCheck, Rhythm } from "./health-check.ts";

/** A service's `health.check` in one family, all of which must pass; or why it cannot run: the reason for a finding. */
export type ServiceCheck = { readonly ok: readonly HealthCheck[] } | { readonly cannot: string };

/** The check of a service at its own VIP. `tcp`, `dns` and `ntp` need no program; all others are a plugin or a command. */
export function serviceCheck(service: LoneService, check: CheckSpec, family: Family, address: string): ServiceCheck {
  const { interval, timeout, rise, fall } = check;
  const named = { name: `check:${service.name}:${family}`, interval, timeout, rise, fall };
  const frontend = askedFrontend(service, check);
  const port = check.port ?? frontend?.port;
  if (port === undefined && check.type !== "command") return { cannot: "the service has no port to check" };
  if (check.type === "tcp") return { ok: [{ question: ["tcp", address, port ?? 0], ...named }] };
  if (demandsCertificate(service, port) && check.type !== "command") {
    return { cannot: `port ${port} requires client certificates, and no plugin has one: use tcp or a command` };
  }
  if (check.type === "dns") return dnsChecks(service, check, { address, port: port ?? 0, ...named });
  if (check.type === "ntp") return { ok: [{ question: ["ntp", address, port ?? 0], ...named }] };
  const hostname = service.hostnames[0];
  const target = {
    address,
    family,
    port: port ?? 0,
    ...present({ hostname }),
    tls: frontend?.protocol === "tls" || frontend?.spec.tls !== undefined,
    timeout,
  };
  const asked = checkToPlugin(check, target);
  if ("cannot" in asked) return asked;
  return { ok: [{ question: ["run", address, service.name, ...asked.ok.argv], ...named }] };
}

/** A name server is checked over each transport that the service offers: one whose TCP is dead fails its clients too. */
function dnsChecks(
  { frontends }: LoneService,
  { query, record }: CheckSpec,
  {
    name,
    address,
    port,
    ...rhythm
  }: Rhythm & { readonly name: string; readonly address: string; readonly port: number },
): ServiceCheck {
  if (query === undefined) return { cannot: "a check of type dns needs a `query`" };
  const offered = frontends.filter((frontend) => frontend.port === port).flatMap(({ transports }) => transports);
  const transports: readonly Transport[] = offered.length === 0 ? ["udp"] : [...new Set(offered)].sort().reverse();
  return {
    ok: transports.map((transport) => ({
      name: transport === "tcp" ? `${name}:tcp` : name,
      question: ["dns", address, port, transport, query, record ?? "A"],
      ...rhythm,
    })),
  };
}

/** Only if HAProxy terminates TLS. Otherwise the server decides. */
function demandsCertificate({ frontends }: LoneService, port: number | undefined): boolean {
  const asked = frontends.find((frontend) => frontend.port === port)?.spec.tls?.client_certificates;
  return asked !== undefined && asked.required !== false;
}

/** The frontend for a check without a port: at its protocol's default port if there is one, else the first possible one. */
export function askedFrontend({ frontends }: LoneService, { type }: CheckSpec): Frontend | undefined {
  const { port, transport } = CHECK_VOCABULARY[type];
  return (
    frontends.find((frontend) => frontend.port === port) ??
    frontends.find(
      ({ redirect, transports }) => !redirect && (transport === undefined || transports.includes(transport)),
    ) ??
    frontends[0]
  );
}
