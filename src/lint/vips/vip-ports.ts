import type { Fleet, Frontend, Service, Transport, Vip } from "../../contract/fleet.ts";

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

/** Every (VIP, port, transport) of a frontend. */
export function vipPorts(fleet: Fleet): readonly VipPort[] {
  const byVip = new Map<Vip, Map<string, MutableVipPort>>();
  const ports: MutableVipPort[] = [];
  for (const service of fleet.services.values()) {
    const known = byVip.get(service.vip) ?? new Map<string, MutableVipPort>();
    byVip.set(service.vip, known);
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
        ports.push(first);
      }
    }
  }
  return ports;
}

/** Name of a listener in messages. */
export function listenerName(listener: VipListener): string {
  return `frontend ${listener.frontend.name} of ${listener.service.name}`;
}
