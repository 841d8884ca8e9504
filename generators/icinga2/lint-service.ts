import type { Report } from "../../src/contract/finding.ts";
import type { Node } from "../../src/contract/fleet.ts";
import type { LoneService, Surroundings } from "../../src/contract/lone-service.ts";
import { at, keyAt } from "../../src/contract/origin.ts";
import type { Span } from "../../src/contract/source.ts";
import { isEmitted } from "../../src/fleet/emitted.ts";
import { FAMILY_NAMES } from "../../src/ip/family.ts";
import type { IcingaFinding } from "./icinga-finding.ts";
import { rosterOf } from "./monitored/roster.ts";
import { serviceChecks } from "./monitored/service-checks.ts";
import type { Unasked } from "./monitored/vip-checks.ts";

/** What cannot be monitored of a service, and whether nobody would be paged. */
export function lintService(service: LoneService, report: Report, fleet: Surroundings): void {
  const { masters } = rosterOf(fleet);
  if (masters.length === 0 || !isEmitted(service)) return;
  const { unasked } = serviceChecks(fleet)(service);
  for (const draft of [...pagers(service), ...refused(unasked, masters), ...impossible(unasked)]) report(draft);
}

function pagers(service: LoneService): IcingaFinding[] {
  const { owner, monitoring, state } = service;
  if (owner === undefined || owner.pager !== undefined || !monitoring.page || state !== "production") return [];
  return [
    {
      code: "icinga2/no-pager",
      message: `${service.name} is set to page team ${owner.name}, which has no \`pager\``,
      at: placeOf(service, at(service, "monitoring", "page")),
      notes: [{ message: `${owner.name} is declared here`, at: keyAt(owner) }],
      help: "give the team a `pager`, or write `page: false`",
      subject: { kind: "service", name: service.name },
    },
  ];
}

/** Checks that access does not allow: one finding for the families closed to every node that would check. */
function refused(unasked: readonly Unasked[], masters: readonly Node[]): IcingaFinding[] {
  const groups = new Map<string, [Unasked, ...Unasked[]]>();
  for (const each of unasked) {
    if (each.reason !== "not-admitted") continue;
    const key = each.families.join(" ");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  const hosts = masters.map(({ name }) => name).join(" and ");
  return [...groups.values()].map((group): IcingaFinding => {
    const [{ service, families }] = group;
    const what = group.map(({ what: each }) => each).join(", ");
    return {
      code: "icinga2/not-admitted",
      message: `${what}: not monitored at the VIP over ${families.map((family) => FAMILY_NAMES[family]).join(" and ")}: access allows neither ${hosts} nor the VIP`,
      at: placeOf(service, at(service, "access")),
      help: "add the monitoring hosts to `access` to monitor it; HAProxy's own view is monitored instead",
      subject: { kind: "service", name: service.name },
    };
  });
}

/** What no plugin can check, at members and at VIPs. */
function impossible(unasked: readonly Unasked[]): IcingaFinding[] {
  return unasked.flatMap(({ service, what, reason, detail, families, at: place }): IcingaFinding[] => {
    if (reason === "not-admitted" || reason === "unseen") return [];
    const common = { at: placeOf(service, place), subject: { kind: "service", name: service.name } } as const;
    return families.length === 0
      ? [
          {
            code: "icinga2/member-unasked",
            message: `${what} cannot be monitored directly: ${detail}`,
            ...common,
            help:
              reason === "proxy"
                ? "set a port that can be checked in `monitoring.members`"
                : "HAProxy's own view is monitored instead",
          },
        ]
      : [
          {
            code: "icinga2/check-impossible",
            message: `${what} is not monitored at its VIP: ${detail}`,
            ...common,
            help: "HAProxy's own view is monitored instead; use a command in `monitoring.checks`",
          },
        ];
  });
}

/** A place that the catalog's author can edit: the service, if the value is from a built-in profile. */
function placeOf(service: LoneService, place: Span): Span {
  return place.source.builtin ? keyAt(service) : place;
}
