import type { Admit, Claim, Serve } from "../contract/claim.ts";
import { compareText } from "../contract/compare-text.ts";
import { stableJson } from "./stable-json.ts";

/**
 * A function that compares the content of two claims: by kind, address, family, port, nodes, and the rest; 0 if they
 * differ only in services and causes. It sorts tens of thousands: what usually differs is compared first, and text is
 * only made for claims that are otherwise equal.
 */
export function claimComparison(): (a: Claim, b: Claim) => number {
  const json = stableJson();
  const byJson = (a: unknown, b: unknown): number => (a === b ? 0 : compareText(json(a), json(b)));

  return (a, b) => {
    if (a.kind !== b.kind) return compareText(a.kind, b.kind);
    const byPlace = comparePlaces(a, b);
    if (byPlace !== 0) return byPlace;
    if (a.kind === "bind" && b.kind === "bind") return compareText(a.transport, b.transport) || compareText(a.by, b.by);
    if (a.kind === "admit" && b.kind === "admit") return compareAdmits(a, b);
    if (a.kind === "serve" && b.kind === "serve") {
      return compareServes(a, b) || byJson(a.targets, b.targets) || byJson(a.redirect, b.redirect);
    }
    if (a.kind === "check" && b.kind === "check") {
      return compareText(a.service, b.service) || compareText(a.by, b.by) || byJson(a.check, b.check);
    }
    return 0;
  };
}

function comparePlaces(a: Claim, b: Claim): number {
  return (
    compareText(addressOf(a), addressOf(b)) ||
    compareText(a.family, b.family) ||
    portOf(a) - portOf(b) ||
    compareLists(a.nodes, b.nodes)
  );
}

function portOf(claim: Claim): number {
  return claim.kind === "announce" ? 0 : claim.port;
}

function addressOf(claim: Claim): string {
  return claim.kind === "announce" ? claim.prefix : claim.address;
}

function compareAdmits(a: Admit, b: Admit): number {
  return (
    compareText(a.transport, b.transport) ||
    compareText(a.why, b.why) ||
    compareLists(a.sources, b.sources) ||
    compareLists(a.except, b.except) ||
    Number(a.public) - Number(b.public)
  );
}

function compareServes(a: Serve, b: Serve): number {
  return (
    compareText(a.transport, b.transport) ||
    compareText(a.service, b.service) ||
    compareText(a.frontend, b.frontend) ||
    compareText(a.hostname ?? "", b.hostname ?? "") ||
    compareText(a.path ?? "", b.path ?? "") ||
    compareText(a.backend ?? "", b.backend ?? "")
  );
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  if (a === b) return 0;
  for (let index = 0; index < a.length && index < b.length; index++) {
    const order = compareText(a[index] ?? "", b[index] ?? "");
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
