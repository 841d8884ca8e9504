import { keysMissingFor } from "../../src/checks/vocabulary.ts";
import type { Report } from "../../src/contract/finding.ts";
import { FAMILIES, type Fleet, type Service } from "../../src/contract/fleet.ts";
import type { LoneService } from "../../src/contract/lone-service.ts";
import { at, keyAt } from "../../src/contract/origin.ts";
import { lintAccess } from "./lint-access.ts";
import { servedAddresses } from "./model.ts";
import { serviceCheck } from "./service-check.ts";

/** A check that cannot run or is refused, and a name that cannot be drained. */
export function lintService(service: LoneService, report: Report): void {
  if (service.state === "retired") return;
  lintName(service, report);
  lintPossible(service, report);
  lintAccess(service, report);
}

/** Checks that would take down a neighbour. */
export function lint(fleet: Fleet, report: Report): void {
  if (![...fleet.services.values()].some(isOwnCheck)) return;
  const sharing = new Map<Service, Service>();
  for (const { services } of servedAddresses(fleet)) {
    for (const service of services) {
      const other = services.find((each) => each !== service);
      if (other !== undefined && !sharing.has(service)) sharing.set(service, other);
    }
  }
  for (const [service, other] of sharing) lintShared(service, other, report);
}

function lintName(service: LoneService, report: Report): void {
  if (service.name !== "all") return;
  report({
    code: "health/called-all",
    message: "service all cannot be drained: `health drain all` drains the whole node",
    at: keyAt(service),
    help: "give it another name",
    subject: { kind: "service", name: service.name },
  });
}

function lintPossible(service: LoneService, report: Report): void {
  const { check } = service.health;
  // A check with missing keys is `check/missing-key`.
  if (check === undefined || keysMissingFor(check.type, Object.keys(check)).length > 0) return;
  for (const family of FAMILIES) {
    const address = service.vip[family];
    const asked = address === undefined ? undefined : serviceCheck(service, check, family, address);
    if (asked === undefined || "ok" in asked) continue;
    report({
      code: "health/check-impossible",
      message: `the health check of ${service.name} is not possible: ${asked.cannot}`,
      at: at(service, "health", "check"),
      help: "choose another type, or a command that exits with 0 when the service is healthy",
      subject: { kind: "service", name: service.name },
    });
    return;
  }
}

function lintShared(service: Service, other: Service, report: Report): void {
  if (!isOwnCheck(service)) return;
  report({
    code: "health/check-shared",
    message: `the health check of ${service.name} would withdraw the VIP that it shares with ${other.name}`,
    at: keyAt(service, "health", "check"),
    notes: [{ message: `${other.name} uses it too`, at: keyAt(other, "vip") }],
    help: "give it a VIP of its own, or remove `health.check`",
    subject: { kind: "service", name: service.name },
  });
}

/** Whether a load balancer asks a check of the service's own about a VIP. */
function isOwnCheck({ balance, health }: Service): boolean {
  return health.check !== undefined && balance.by === "haproxy";
}
