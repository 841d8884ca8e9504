import type { Cause, Note, Report } from "../../../contract/finding.ts";
import { type Access, FAMILIES, type Family } from "../../../contract/fleet.ts";
import type { LoneService, Surroundings } from "../../../contract/lone-service.ts";
import { keyAt } from "../../../contract/origin.ts";
import { elements, textOf } from "../../../contract/tree.ts";
import { foldCase } from "../../../fleet/path-case.ts";
import { isUnder } from "../../../fleet/paths.ts";
import { FAMILY_NAMES } from "../../../ip/family.ts";
import { excludePrefixes, intersectPrefixes, isWorld, WORLD } from "../../../ip/prefix-lists.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** An access list and the sources that pass it and all those around it; families that the VIP lacks are absent. */
interface Gate {
  readonly access: Access;
  readonly open: Readonly<Partial<Record<Family, readonly string[]>>>;
}

/** A list that is empty in a family closes that family. That is safe and seldom intended. */
export const accessClosed: Rule = {
  codes: {
    "access/family-closed": {
      severity: "warning",
      about:
        "An access list has no network of a family in which the VIP has an address, so the service is closed in that " +
        "family. If the list refers to a network, the finding is at that network and lists the services. Add the " +
        "prefixes of that family, or accept it.",
    },
    "access/never-met": {
      severity: "warning",
      about:
        "An access list can never match: its networks are blocked by its own `except`, by `fleet.blocked`, or by the " +
        "access list around it. Access narrows: service, then frontend, then route, and a longer path below a shorter one.",
    },
  },
  checkService(service, report, fleet) {
    if (!isChecked(service)) return;
    // If everybody is blocked, the finding is `blocked/everybody`.
    const isReached = (family: Family) => service.vip[family] !== undefined && !isWorld(family, fleet.blocked[family]);
    const world: Gate = {
      access: service.access,
      open: { ...(isReached("ipv4") ? { ipv4: WORLD.ipv4 } : {}), ...(isReached("ipv6") ? { ipv6: WORLD.ipv6 } : {}) },
    };
    const enter = (access: Access, what: string, around: Gate) => narrow(fleet, service, access, what, around, report);
    const whole = enter(service.access, service.name, world);
    for (const { name, access } of service.frontends) {
      if (access !== undefined) enter(access, `frontend ${name} of ${service.name}`, whole);
    }
    // From the shortest path on, so the access around a route is known before the route's own.
    const gates: { path: string; gate: Gate }[] = [];
    for (const { path, access } of service.routes.toReversed()) {
      if (access === undefined) continue;
      const around = gates.findLast((each) => isUnder(foldCase(path), foldCase(each.path)))?.gate ?? whole;
      gates.push({ path, gate: enter(access, `route ${path} of ${service.name}`, around) });
    }
  },
};

/** Reports what the list closes in addition to the access around it, and returns what is left open. */
function narrow(
  fleet: Surroundings,
  service: LoneService,
  access: Access,
  what: string,
  around: Gate,
  report: Report,
): Gate {
  const open: Partial<Record<Family, readonly string[]>> = {};
  for (const family of FAMILIES) {
    const outer = around.open[family];
    if (outer === undefined) continue;
    // Around nearly all lists everything is open, and some lists are long.
    const met = outer === WORLD[family] ? access.from[family] : intersectPrefixes(family, outer, access.from[family]);
    const left = excludePrefixes(excludePrefixes(met, access.except[family]), fleet.blocked[family]);
    open[family] = left;
    if (outer.length === 0 || left.length > 0) continue;
    const isEmpty = access.from[family].length === 0;
    const { reason, note } = explain(fleet, service, access, family, met, around);
    report({
      code: isEmpty ? "access/family-closed" : "access/never-met",
      message: `${what} lets nobody in over ${FAMILY_NAMES[family]}: ${reason}`,
      at: userPlace(service, access, "from"),
      notes: [note],
      help: isEmpty
        ? `add the ${FAMILY_NAMES[family]} networks that may reach it`
        : "inner access lists can only narrow: add the networks to the outer list too, or change this list",
      subject: { kind: "service", name: service.name },
      cause: isEmpty ? networkWithout(fleet, access, family) : undefined,
    });
  }
  return { access, open };
}

/** The first network in the list: what it lacks should be added there, for everything that uses it. */
function networkWithout(fleet: Surroundings, access: Access, family: Family): Cause | undefined {
  const written = access.tree.kind === "map" ? elements(access.tree.entries["from"]) : [];
  const network = written.map((ref) => fleet.networks.get(textOf(ref))).find((each) => each !== undefined);
  if (network === undefined) return undefined;
  return {
    at: keyAt(network),
    message: `network ${network.name} has no ${FAMILY_NAMES[family]} prefix: access lists that use it are closed over ${FAMILY_NAMES[family]}`,
    help: `add the ${FAMILY_NAMES[family]} prefixes of ${network.name}, or accept this with a reason`,
  };
}

function explain(
  fleet: Surroundings,
  service: LoneService,
  access: Access,
  family: Family,
  met: readonly string[],
  around: Gate,
): { reason: string; note: Note } {
  if (access.from[family].length === 0) {
    const note = { message: `the VIP has an ${FAMILY_NAMES[family]} address`, at: keyAt(service.vip, family) };
    return { reason: `\`from\` has no ${FAMILY_NAMES[family]} network`, note };
  }
  if (met.length === 0) {
    const note = { message: "the outer access list is here", at: keyAt(around.access, "from") };
    return { reason: "the outer access list allows none of its networks", note };
  }
  const own = excludePrefixes(met, access.except[family]).length < met.length;
  const note = { message: "blocked here", at: own ? keyAt(access, "except") : keyAt(fleet, "blocked") };
  return { reason: "all of its networks are blocked", note };
}
