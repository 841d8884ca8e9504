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
  /** Whether it terminates TLS. */
  readonly tls: boolean;
  readonly protocol: Frontend["protocol"];
  /** Sorted by service; never empty. */
  readonly entries: readonly [ServiceFrontend, ...ServiceFrontend[]];
  /** How many services share it. */
  readonly sharers: number;
  /** Responds if no host name matches. */
  readonly fallback?: Service;
}

/** The frontend sections of the services that some node carries, sorted by name. Nodes with the same services share them. */
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

/** The VIP's fallback if it is reached at this port, else a service that needs no host name. */
function findFallback(vip: Vip, entries: readonly ServiceFrontend[]): Service | undefined {
  const services = entries.map((entry) => entry.service);
  return (
    services.find((service) => service.name === vip.fallback?.name) ??
    services.find((service) => service.hostnames.length === 0)
  );
}

/** Whether client certificates are requested. */
export function asksForCertificates({ entries }: FrontendSection): boolean {
  return entries.some((entry) => authority(entry) !== undefined);
}

/** Two frontends that request client certificates of different authorities; undefined if there is only one authority. */
export function twoAuthorities(
  frontends: readonly FrontendSection[],
): readonly [ServiceFrontend, ServiceFrontend] | undefined {
  const [first, ...others] = frontends
    .flatMap(({ entries }) => entries)
    .filter((entry) => authority(entry) !== undefined);
  const second = others.find((entry) => first !== undefined && authority(entry) !== authority(first));
  return first === undefined || second === undefined ? undefined : [first, second];
}

/** The file of the authority that client certificates must come from. */
function authority({ frontend }: ServiceFrontend): string | undefined {
  return frontend.spec.tls?.client_certificates?.ca;
}

/** Nodes that balance a service: all but planned ones, sorted by name. */
export function balancers(service: Service): Node[] {
  return service.balance.nodes.filter((node) => node.state !== "planned").sort((a, b) => compareText(a.name, b.name));
}
