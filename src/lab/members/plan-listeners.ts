import type { CheckType } from "../../contract/check-spec.ts";
import type { Bind } from "../../contract/claim.ts";
import type { Claims } from "../../contract/claims.ts";
import { compareText } from "../../contract/compare-text.ts";
import type { Backend, Fleet, Service } from "../../contract/fleet.ts";
import { FAMILIES } from "../../contract/fleet.ts";
import { present } from "../../contract/present.ts";
import { isEmitted } from "../../fleet/emitted.ts";
import { expectedStatuses, expectedTexts } from "../../fleet/expected-pages.ts";
import { familyOf } from "../../ip/family.ts";
import { daemonNamed } from "../daemons.ts";
import type { LabInput } from "../lab-input.ts";
import { runningNodes } from "../network/plan-segments.ts";
import type { Listener, Speech } from "./listener.ts";

/** Checks and the protocols that they need; the others need only a connection. */
const SPEECHES: Partial<Readonly<Record<CheckType, Speech>>> = {
  http: "http",
  https: "http",
  smtp: "smtp",
  imap: "imap",
  ldap: "ldap",
  mysql: "mysql",
  postgresql: "postgresql",
  redis: "redis",
  ssh: "ssh",
  mqtt: "mqtt",
  dns: "dns",
  ntp: "ntp",
};

/**
 * Members of backends, the ports where monitoring checks members instead, and services that carry their VIP themselves. One for
 * each address and port, sorted; none for machines that do not run, or for ports that another daemon uses.
 */
export function planListeners({ fleet, claims, served }: Omit<LabInput, "tree" | "silent">): Listener[] {
  const running = new Set(runningNodes(fleet).map(({ name }) => name));
  const byPlace = new Map<string, Listener>();
  const isServed = (service: string) => served === undefined || served.has(service);
  const services = [...fleet.services.values()].filter((service) => isEmitted(service) && isServed(service.name));
  const carried = claims.binds.filter(({ services: [first = ""] }) => isServed(first));
  for (const listener of [...services.flatMap((service) => ofMembers(fleet, service)), ...ofAnycast(fleet, carried)]) {
    if (running.has(listener.machine)) byPlace.set(placeOf(listener), listener);
  }
  return [...byPlace.values()]
    .flatMap((listener): Listener[] => {
      const daemon = boundBy(listener, claims);
      if (daemon === undefined) return [listener];
      const speech = daemonNamed(daemon)?.serves;
      return speech === undefined ? [] : [{ ...listener, speech, played: false }];
    })
    .sort((a, b) => compareText(placeOf(a), placeOf(b)));
}

/** The daemon of the lab that listens there, if any. */
function boundBy({ machine, address, port, transport }: Listener, { binds }: Claims): string | undefined {
  return binds.find(
    (bind) =>
      daemonNamed(bind.by) !== undefined &&
      bind.port === port &&
      bind.transport === transport &&
      bind.nodes.includes(machine) &&
      (bind.address === address || (bind.address === "*" && bind.family === familyOf(address))),
  )?.by;
}

function placeOf({
  machine,
  address,
  port,
  transport,
}: Pick<Listener, "machine" | "address" | "port" | "transport">): string {
  return `${machine} ${address} ${port} ${transport}`;
}

function ofMembers(fleet: Fleet, service: Service): Listener[] {
  return service.backends.flatMap((backend) =>
    backend.members.flatMap((member) => {
      const address = member.node.addresses[fleet.memberFamily]?.address;
      if (address === undefined) return [];
      const common = { machine: member.node.name, address, transport: "tcp" } as const;
      const speech = speechOf(backend);
      const served: Listener = {
        ...common,
        port: member.port,
        proxy: backend.clientAddress.startsWith("proxy"),
        tls: endsTls(service, backend),
        ...present({ authority: backend.spec.tls?.verify === true ? backend.spec.tls.ca : undefined }),
        speech,
        ...(speech === "http" ? pagesOf(service, backend) : { texts: [] }),
        played: true,
      };
      const asked = service.monitoring.members.get(backend.name) ?? backend.check?.port;
      if (asked === undefined || asked === member.port) return [served];
      return [{ ...served, port: asked, proxy: false }, served];
    }),
  );
}

/** What an application of the service would answer. */
function pagesOf(
  service: Service,
  { spec: { persistence } }: Backend,
): Pick<Listener, "texts" | "statuses" | "cookie"> {
  const cookie = persistence?.by === "application-cookie" ? persistence.name : undefined;
  const statuses = expectedStatuses(service);
  return { texts: expectedTexts(service), statuses, ...present({ cookie }) };
}

function speechOf({ protocol, check }: Backend): Speech {
  if (protocol === "http") return "http";
  return (check === undefined ? undefined : SPEECHES[check.type]) ?? "echo";
}

/** A member terminates TLS if the load balancer uses it to the member, checks it, or passes it through. */
function endsTls(service: Service, backend: Backend): boolean {
  const isPassed = service.frontends.some((frontend) => frontend.backend === backend && frontend.protocol === "tls");
  const isChecked = backend.check?.type === "tls" || backend.check?.type === "https";
  return backend.spec.tls !== undefined || isPassed || isChecked;
}

/** VIPs that services carry themselves are in claims as bound by them. */
function ofAnycast(fleet: Fleet, binds: readonly Bind[]): Listener[] {
  return binds.flatMap(({ by, nodes, address, port, transport, services }): Listener[] => {
    const service = fleet.services.get(services[0] ?? "");
    if (by !== "service" || service?.balance.by !== "anycast") return [];
    if (!FAMILIES.some((family) => service.vip[family] === address)) return [];
    const { check } = service.health;
    const speech = (check === undefined ? undefined : SPEECHES[check.type]) ?? "echo";
    const tls = check?.type === "tls" || check?.type === "https";
    return nodes.map((machine) => ({
      machine,
      address,
      port,
      transport,
      proxy: false,
      tls,
      speech,
      texts: expectedTexts(service),
      statuses: expectedStatuses(service),
      played: true,
    }));
  });
}
