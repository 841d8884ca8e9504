import { createHash } from "node:crypto";
import type { Backend, Frontend, Service, Vip } from "../../src/contract/fleet.ts";
import { poolName } from "../../src/fleet/pool-name.ts";

// Names of proxies consist of letters, digits and `- _ . :` (Configuration Manual 2.6, section 4). Names in the catalog
// have no colon, so a colon separates what dots would confuse.

/** `vip-web-443`: the frontend of (VIP, port); `service-NAME-443` if the service lists the VIP's addresses itself. */
export function frontendName(vip: Vip, port: number, first: Service): string {
  return vip.name === undefined ? `service-${first.name}-${port}` : `vip-${vip.name}-${port}`;
}

export function backendName(service: Service, backend: Backend): string {
  return poolName(service.name, backend.name);
}

/** Table of request rates per source. */
export function requestsTable(service: Service, frontend: Frontend): string {
  return `per-source:requests:${service.name}:${frontend.name}`;
}

/** Table of connections per source. */
export function connectionsTable(frontend: string): string {
  return `per-source:connections:${frontend}`;
}

/** Backend for ACME challenges. Other backends have a dot or colon in their names. */
export const ACME_BACKEND = "acme";

const FOLDER = "etc/haproxy";
export const CONFIG_PATH = `${FOLDER}/haproxy.cfg`;

/** What a map leads from: host names to services, paths to backends, aliases to canonical host names. */
export type MapKind = "hosts" | "routes" | "canonical";
export const mapPath = (kind: MapKind): string => `${FOLDER}/maps/${kind}.map`;
export const crtListPath = (frontend: string): string => `${FOLDER}/crt-list/${frontend}.txt`;
/** The name of a list by what it contains: rules with the same list share a file. */
export const digest = (entries: readonly string[]): string =>
  createHash("sha256").update(entries.join(" ")).digest("hex").slice(0, 12);
export const aclPath = (name: string): string => `${FOLDER}/acl/${name}.txt`;
export const errorPath = (backend: string, status: number): string =>
  `${FOLDER}/errors/${backend.replace(":", "+")}.${status}.http`;
