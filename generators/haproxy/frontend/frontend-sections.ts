import { compareText } from "../../../src/contract/compare-text.ts";
import {
  FAMILIES,
  type Family,
  type Frontend,
  type Node,
  type Service,
  type Vip,
} from "../../../src/contract/fleet.ts";
import { present } from "../../../src/contract/present.ts";
import { frontendName } from "../names.ts";

/** A frontend together with the service that owns it. */
export interface ServiceFrontend {
  readonly service: Service;
  readonly frontend: Frontend;
}

/** A `frontend` section of haproxy.cfg: one port of a VIP, with the frontends of all services that share it. */
export interface FrontendSection {
  readonly name: string;
  readonly vip: Vip;
  readonly addresses: readonly { readonly family: Family; readonly address: string }[];
  readonly port: number;
  /** Whether it ends TLS. */
  readonly tls: boolean;
  readonly protocol: Frontend["protocol"];
  /** Sorted by service; never empty. */
  readonly entries: readonly [ServiceFrontend, ...ServiceFrontend[]];
  /** How many services share it. */
  readonly sharers: number;
  /** Answers where no host name matches. */
  readonly fallback?: Service;
}

/** The frontend sections of the services that some node carries, sorted by name. Two nodes with the same services have the same. */
export function groupFrontends(services: readonly Service[]): FrontendSection[] {
  const groups = new Map<string, [ServiceFrontend, ...ServiceFrontend[]]>();
  for (const service of [...services].sort((a, b) => compareText(a.name, b.name))) {
    for (const frontend of service.frontends) {
      const key = [service.vip.ipv4, service.vip.ipv6, frontend.port].join(" ");
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [{ service, frontend }]);
      else group.push({ service, frontend });
    }
  }
  return [...groups.values()].map(toSection).sort((a, b) => compareText(a.name, b.name));
}

function toSection(entries: [ServiceFrontend, ...ServiceFrontend[]]): FrontendSection {
  const [{ service, frontend }] = entries;
  const { vip } = service;
  const fallback = findFallback(vip, entries);
  return {
    name: frontendName(vip, frontend.port, service),
    vip,
    addresses: FAMILIES.flatMap((family) => {
      const address = vip[family];
      return address === undefined ? [] : [{ family, address }];
    }),
    port: frontend.port,
    tls: frontend.protocol !== "tls" && frontend.spec.tls !== undefined,
    protocol: frontend.protocol,
    entries,
    sharers: new Set(entries.map((entry) => entry.service)).size,
    ...present({ fallback }),
  };
}

/** The VIP's fallback where it is reached at this port, else a service that asks for no host name. */
function findFallback(vip: Vip, entries: readonly ServiceFrontend[]): Service | undefined {
  const services = entries.map((entry) => entry.service);
  return (
    services.find((service) => service.name === vip.fallback?.name) ??
    services.find((service) => service.hostnames.length === 0)
  );
}

/** Whether clients are asked for certificates. */
export function asksForCertificates({ entries }: FrontendSection): boolean {
  return entries.some((entry) => authority(entry) !== undefined);
}

/** Two frontends that ask clients for certificates of different authorities; undefined where one is enough for all. */
export function twoAuthorities(
  frontends: readonly FrontendSection[],
): readonly [ServiceFrontend, ServiceFrontend] | undefined {
  const [first, ...others] = frontends
    .flatMap(({ entries }) => entries)
    .filter((entry) => authority(entry) !== undefined);
  const second = others.find((entry) => first !== undefined && authority(entry) !== authority(first));
  return first === undefined || second === undefined ? undefined : [first, second];
}

/** The file of the authority whose certificates clients are asked for. */
function authority({ frontend }: ServiceFrontend): string | undefined {
  return frontend.spec.tls?.client_certificates?.ca;
}

/** Nodes that balance a service: all but planned ones, sorted by name. */
export function balancers(service: Service): Node[] {
  return service.balance.nodes.filter((node) => node.state !== "planned").sort((a, b) => compareText(a.name, b.name));
}
