import type { Backend, Frontend, Service, Vip } from "../../src/contract/fleet.ts";
import { poolName } from "../../src/fleet/pool-name.ts";

// Names of proxies hold letters, digits and `- _ . :` (Configuration Manual 2.6, section 4). Names of the catalog hold
// no colon, so that a colon keeps apart what dots would run together.

/** `vip-web-443`: the frontend of (VIP, port); `service-NAME-443` where the VIP was written in place. */
export function frontendName(vip: Vip, port: number, first: Service): string {
  return vip.name === undefined ? `service-${first.name}-${port}` : `vip-${vip.name}-${port}`;
}

export function backendName(service: Service, backend: Backend): string {
  return poolName(service.name, backend.name);
}

/** Table of the rate of requests per source. */
export function requestsTable(service: Service, frontend: Frontend): string {
  return `per-source:requests:${service.name}:${frontend.name}`;
}

/** Table of the connections per source. */
export function connectionsTable(frontend: string): string {
  return `per-source:connections:${frontend}`;
}

/** Backend of ACME's answers. Other backends have a dot or colon in their names. */
export const ACME_BACKEND = "acme";

const FOLDER = "etc/haproxy";
export const CONFIG_PATH = `${FOLDER}/haproxy.cfg`;

export const mapPath = (frontend: string, what: string): string => `${FOLDER}/maps/${frontend}.${what}.map`;
export const crtListPath = (frontend: string): string => `${FOLDER}/crt-list/${frontend}.txt`;
export const aclPath = (name: string): string => `${FOLDER}/acl/${name}.txt`;
export const errorPath = (backend: string, status: number): string =>
  `${FOLDER}/errors/${backend.replace(":", "+")}.${status}.http`;
