import type { Check } from "../../src/contract/claim.ts";
import { compareText } from "../../src/contract/compare-text.ts";
import type { Fleet, Service } from "../../src/contract/fleet.ts";
import { LISTENING } from "./health-check.ts";
import { asksMembers, type HealthVip, isAskedOn } from "./model.ts";
import { askedFrontend } from "./service-check.ts";

/** What the daemon checks at VIPs, on nodes that announce them. */
export function claimChecks(fleet: Fleet, vips: readonly HealthVip[]): Check[] {
  return vips.flatMap((vip) => vip.services.flatMap((service) => claimService(vip, service, fleet)));
}

function claimService(vip: HealthVip, service: Service, fleet: Fleet): Check[] {
  const { address, family } = vip;
  const nodes = service.balance.nodes
    .filter((node) => isAskedOn(vip, node, fleet))
    .map((node) => node.name)
    .sort(compareText);
  if (nodes.length === 0) return [];
  const where = { kind: "check", by: "health", nodes, service: service.name, address, family } as const;
  const check = asksMembers(service) ? service.health.check : undefined;
  const port = check?.port ?? (check === undefined ? undefined : askedFrontend(service, check)?.port);
  return [
    ...(service.balance.by === "haproxy" ? service.frontends : []).map(
      (frontend): Check => ({
        port: frontend.port,
        check: { type: "tcp", ...LISTENING },
        causes: [frontend.tree],
        ...where,
      }),
    ),
    ...(check === undefined || port === undefined ? [] : [{ port, check, causes: [service.tree], ...where }]),
  ];
}
