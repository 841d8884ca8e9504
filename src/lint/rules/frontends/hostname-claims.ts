import type { Report } from "../../../contract/finding.ts";
import { FAMILIES, type Fleet, type Frontend, type Service, type Vip } from "../../../contract/fleet.ts";
import { at } from "../../../contract/origin.ts";
import type { Rule } from "../../rule.ts";

/** A host name leads to one service, and in the DNS to one VIP. */
export const hostnameClaims: Rule = {
  codes: {
    "hostname/claimed-twice": {
      severity: "error",
      about:
        "Two services have the same host name at the same address and port, so nothing tells their requests apart. Planned and retired services keep their names reserved.",
    },
    "hostname/several-vips": {
      severity: "warning",
      about:
        "Two services have the same host name at different VIPs. DNS sends a client to one of them, whatever port it uses.",
    },
  },
  checkFleet(fleet, report) {
    const shared = sharedNames(fleet);
    if (shared.size === 0) return;
    const claims = new Map<string, Service>();
    const homes = new Map<string, Service>();
    for (const service of fleet.services.values()) {
      for (const [index, hostname] of service.hostnames.entries()) {
        if (!shared.has(hostname)) continue;
        const other = claim(claims, hostname, service);
        if (other !== undefined) reportTwice(report, hostname, index, service, other);
        // A planned service may wait at its new VIP until the DNS moves.
        if (service.state === "planned") continue;
        const home = homes.get(hostname) ?? service;
        homes.set(hostname, home);
        if (differ(home.vip, service.vip)) reportSeveral(report, hostname, index, service, home);
      }
    }
  },
};

/** Host names of several services: others have no findings. */
function sharedNames(fleet: Fleet): ReadonlySet<string> {
  const owners = new Map<string, Service>();
  const shared = new Set<string>();
  for (const service of fleet.services.values()) {
    for (const hostname of service.hostnames) {
      const owner = owners.get(hostname);
      if (owner === undefined) owners.set(hostname, service);
      else if (owner !== service) shared.add(hostname);
    }
  }
  return shared;
}

/** Records that the service claims the name at its VIP's ports; returns the service that already did, if any. */
function claim(claims: Map<string, Service>, hostname: string, service: Service): Service | undefined {
  let other: Service | undefined;
  for (const { port } of service.frontends.filter(toldApartByName)) {
    for (const family of FAMILIES) {
      const address = service.vip[family];
      if (address === undefined) continue;
      const key = `${hostname} ${address} ${port}`;
      const holder = claims.get(key) ?? service;
      claims.set(key, holder);
      if (holder !== service) other ??= holder;
    }
  }
  return other;
}

function toldApartByName(frontend: Frontend): boolean {
  return frontend.protocol !== "tcp";
}

function differ(one: Vip, two: Vip): boolean {
  return FAMILIES.some(
    (family) => one[family] !== undefined && two[family] !== undefined && one[family] !== two[family],
  );
}

function reportTwice(report: Report, hostname: string, index: number, service: Service, other: Service): void {
  report({
    code: "hostname/claimed-twice",
    message: `${other.name} and ${service.name} both have host name ${hostname} at the same address and port`,
    at: at(service, "hostnames", index),
    notes: [firstDeclared(hostname, other)],
    help: "remove the name from one of them; `routes` can send paths of one name to different backends",
    subject: { kind: "service", name: service.name },
  });
}

function reportSeveral(report: Report, hostname: string, index: number, service: Service, home: Service): void {
  report({
    code: "hostname/several-vips",
    message: `${home.name} and ${service.name} both have host name ${hostname}, but at different VIPs`,
    at: at(service, "hostnames", index),
    notes: [firstDeclared(hostname, home)],
    help: "give both services the same `vip`, or different host names",
    subject: { kind: "service", name: service.name },
  });
}

function firstDeclared(hostname: string, service: Service) {
  return { message: "first declared here", at: at(service, "hostnames", service.hostnames.indexOf(hostname)) };
}
