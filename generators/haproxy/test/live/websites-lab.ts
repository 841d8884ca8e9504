import { join } from "node:path";
import { vi } from "vitest";
import { packageRoot } from "../../../../src/package-root.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import {
  type HaproxyLab,
  openHaproxyLab,
  type Request,
  type Response,
} from "../../../../test/support/live/haproxy-lab.ts";
import { PATIENCE } from "../../../../test/support/patience.ts";
import { readFolder } from "../../../../test/support/read-folder.ts";

export const VIP = "192.0.2.10";
export const VIP6 = "2001:db8:53::10";
export const WORLD = "192.0.2.200";
export const WORLD6 = "2001:db8:7::7";
export const CAMPUS = "10.5.5.5";
export const NEAR = "10.1.5.5";
export const VPN = "198.51.100.7";
export const EXCEPTED = "10.66.0.9";
export const BLOCKED = "203.0.113.66";
export const MANAGEMENT = "10.1.99.5";
/** IPv6 addresses that contain an IPv4 address of campus: 6to4, and the deprecated form of RFC 4291. */
export const DISGUISED = ["2002:a05:505::1", "::a05:505"];
export const WEB = ["10.1.8.11", "10.1.8.12", "10.1.8.13"] as const;
const LB = ["10.1.1.11", "2001:db8:1:1::11"];
const CLIENTS = [WORLD, WORLD6, ...DISGUISED, CAMPUS, NEAR, VPN, EXCEPTED, BLOCKED, MANAGEMENT];

/** A running HAProxy with the websites of `generators/haproxy/cases/websites`, reached over IPv4. */
export interface Websites {
  readonly lab: HaproxyLab;
  readonly https: (request: Omit<Request, "to" | "tls">) => Promise<Response>;
  readonly http: (request: Omit<Request, "to">) => Promise<Response>;
}

export async function openWebsites(): Promise<Websites> {
  const lab = openHaproxyLab([VIP, VIP6, ...CLIENTS, ...LB, ...WEB], WORLD);
  const https: Websites["https"] = (request) => lab.request({ to: VIP, tls: true, ...request });
  for (const address of WEB) await lab.do({ do: "listen", kind: "http", address, port: 8080 });
  await lab.do({ do: "listen", kind: "http", address: WEB[1], port: 8081 });
  await lab.do({ do: "listen", kind: "http", address: WEB[2], port: 8089 });
  const compilation = compileText(readFolder(join(packageRoot, "generators/haproxy/cases/websites/catalog")));
  await lab.start(compilation, "lb1");
  await vi.waitUntil(async () => (await https({ host: "www.uni.example" })).status === 200, PATIENCE);
  return { lab, https, http: (request) => lab.request({ to: VIP, ...request }) };
}
