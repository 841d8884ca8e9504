import type { Fleet, Frontend, Service, Transport, Vip } from "../../contract/fleet.ts";
import { oncePerList } from "../../fleet/once-per-list.ts";

/** A frontend together with the service that owns it. */
export interface VipListener {
  readonly service: Service;
  readonly frontend: Frontend;
}

/** Everything at one (VIP, port, transport), services of every state. */
export interface VipPort {
  readonly vip: Vip;
  readonly port: number;
  readonly transport: Transport;
  /** In the order of the services; never empty. */
  readonly listeners: readonly [VipListener, ...VipListener[]];
}

interface MutableVipPort extends VipPort {
  readonly listeners: [VipListener, ...VipListener[]];
}

/** Every (VIP, port, transport) of a frontend. Those of a VIP whose services are as they were the last time are the same objects. */
export function vipPorts(fleet: Fleet): readonly VipPort[] {
  const byVip = new Map<Vip, PortsByFirst>();
  return [...fleet.services.values()].flatMap((service) => {
    const ports = byVip.get(service.vip) ?? portsByFirst(service.vip.services);
    byVip.set(service.vip, ports);
    return ports.get(service) ?? [];
  });
}

/** Ports of a VIP by the first service that has them. */
type PortsByFirst = ReadonlyMap<Service, readonly VipPort[]>;

const portsByFirst = oncePerList((services: readonly Service[]): PortsByFirst => {
  const known = new Map<string, MutableVipPort>();
  const byFirst = new Map<Service, VipPort[]>();
  for (const service of services) {
    const own: VipPort[] = [];
    byFirst.set(service, own);
    for (const frontend of service.frontends) {
      for (const transport of frontend.transports) {
        const key = `${frontend.port}/${transport}`;
        const port = known.get(key);
        if (port !== undefined) {
          port.listeners.push({ service, frontend });
          continue;
        }
        const first: MutableVipPort = {
          vip: service.vip,
          port: frontend.port,
          transport,
          listeners: [{ service, frontend }],
        };
        known.set(key, first);
        own.push(first);
      }
    }
  }
  return byFirst;
});

/** Name of a listener in messages. */
export function listenerName(listener: VipListener): string {
  return `frontend ${listener.frontend.name} of ${listener.service.name}`;
}
