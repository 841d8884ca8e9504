import type { Admit, Bind } from "../contract/claim.ts";
import { compareText } from "../contract/compare-text.ts";
import { FAMILIES, type Family, type Fleet, type Frontend, type Service } from "../contract/fleet.ts";
import { at } from "../contract/origin.ts";
import { emittedNodes, isEmitted } from "../fleet/emitted.ts";
import { narrowAccess } from "../fleet/narrow-access.ts";

/** Claims for services whose servers hold the VIP themselves: their own daemon, which we do not configure, listens there. */
export function claimAnycast(fleet: Fleet): (Bind | Admit)[] {
  const emitted = new Set(emittedNodes(fleet));
  const claims: (Bind | Admit)[] = [];
  for (const service of fleet.services.values()) {
    if (service.balance.by !== "anycast" || !isEmitted(service)) continue;
    const nodes = service.balance.nodes.filter((node) => emitted.has(node)).map((node) => node.name);
    if (nodes.length === 0) continue;
    nodes.sort(compareText);
    for (const frontend of service.frontends) {
      for (const family of FAMILIES) claims.push(...claimFrontend(service, frontend, family, nodes));
    }
  }
  return claims;
}

function claimFrontend(
  service: Service,
  frontend: Frontend,
  family: Family,
  nodes: readonly string[],
): (Bind | Admit)[] {
  const address = service.vip[family];
  if (address === undefined) return [];
  const { sources, except } = narrowAccess(family, service.access, frontend.access);
  return frontend.transports.flatMap((transport) => {
    const place = { nodes, address, family, port: frontend.port, transport, services: [service.name] };
    const port = at(frontend, "port");
    const bind: Bind = { kind: "bind", ...place, by: "service", causes: [port, service.vip.tree] };
    if (sources.length === 0) return [bind];
    const admit: Admit = {
      kind: "admit",
      ...place,
      sources,
      except,
      public: true,
      why: `frontend ${frontend.name} of ${service.name}`,
      causes: [port, (frontend.access ?? service.access).tree],
    };
    return [bind, admit];
  });
}
