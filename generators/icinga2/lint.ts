import type { FindingDraft, Report } from "../../src/contract/finding.ts";
import { FAMILIES, type Fleet, type Service } from "../../src/contract/fleet.ts";
import { at, keyAt } from "../../src/contract/origin.ts";
import type { Span } from "../../src/contract/source.ts";
import { FAMILY_NAMES } from "../../src/ip/family.ts";
import type { CODES } from "./codes.ts";
import type { Model } from "./model.ts";
import { operatorsOf } from "./monitored/recipients.ts";
import { without } from "./monitored/roster.ts";
import type { Unasked } from "./monitored/vip-checks.ts";

type IcingaFinding = FindingDraft & { readonly code: keyof typeof CODES };

/** Icinga supports at most two monitoring hosts per zone. */
const MOST_MASTERS = 2;

/** What cannot be monitored, and what nobody would be notified of. */
export function lint(model: Model, report: Report): void {
  if (model.roster.masters.length === 0) return;
  const drafts = [
    ...masters(model),
    ...operators(model.fleet),
    ...agents(model),
    ...blind(model),
    ...pagers(model),
    ...refused(model),
    ...impossible(model),
  ];
  for (const draft of drafts) report(draft);
}

function masters({ roster }: Model): IcingaFinding[] {
  const [first, ...others] = roster.masters;
  const last = others.at(-1);
  if (first === undefined || last === undefined || roster.masters.length <= MOST_MASTERS) return [];
  return [
    {
      code: "icinga2/too-many-masters",
      message: `${roster.masters.length} nodes are monitoring hosts, but Icinga shares work between at most two`,
      at: at(last, "roles"),
      notes: roster.masters.slice(0, -1).map((node) => ({ message: `${node.name} is one too`, at: at(node, "roles") })),
      help: "remove the role from the others",
    },
  ];
}

function operators(fleet: Fleet): IcingaFinding[] {
  const name = fleet.spec.icinga2?.operators;
  if (name === undefined || operatorsOf(fleet) !== undefined) return [];
  return [
    {
      code: "icinga2/unknown-team",
      message: `fleet.icinga2.operators: there is no team named ${JSON.stringify(name)}`,
      at: at(fleet, "icinga2", "operators"),
      help: `write one of ${[...fleet.teams.keys()].sort().join(", ")}`,
    },
  ];
}

function agents({ roster, able, vips }: Model): IcingaFinding[] {
  const holding = new Set(vips.flatMap((vip) => vip.nodes));
  const lonely = roster.unreachable.map(
    (node): IcingaFinding => ({
      code: "icinga2/unreachable",
      message: `${node.name} shares no address family with ${roster.masters.map(({ name }) => name).join(" and ")}`,
      at: at(node, "addresses"),
      help: "give both an address of the same family",
      subject: { kind: "node", name: node.name },
    }),
  );
  const mute = [...holding]
    .filter((node) => !able.has(node) && !roster.unreachable.includes(node))
    .map(
      (node): IcingaFinding => ({
        code: "icinga2/no-agent",
        message: `${node.name} carries VIPs, but has no agent to check them there`,
        at: keyAt(node, ...(node.managed ? ["emit", "icinga2"] : ["managed"])),
        help: node.managed ? "remove `icinga2: false`" : "nothing is generated for it; monitor it by other means",
        subject: { kind: "node", name: node.name },
      }),
    );
  return [...lonely, ...mute];
}

/** Families that a monitoring host lacks: nothing is checked remotely over them. */
function blind({ roster, vips, unasked }: Model): IcingaFinding[] {
  return FAMILIES.flatMap((family) => {
    const held = vips.filter((vip) => vip.families.includes(family)).length;
    const what = [
      ...(held === 0 ? [] : [held === 1 ? "a VIP" : `${held} VIPs`]),
      ...(unasked.some(({ reason, families }) => reason === "unseen" && families.includes(family)) ? ["members"] : []),
    ];
    if (what.length === 0) return [];
    return without(roster.masters, family).map(
      (master): IcingaFinding => ({
        code: "icinga2/unreachable",
        message: `${master.name} has no ${FAMILY_NAMES[family]} address, so ${what.join(" and ")} cannot be checked remotely over it`,
        at: at(master, "addresses"),
        help: `give it an ${FAMILY_NAMES[family]} address`,
        subject: { kind: "node", name: master.name },
      }),
    );
  });
}

function pagers({ services }: Model): IcingaFinding[] {
  return services.flatMap((service): IcingaFinding[] => {
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
  });
}

/** Checks that access does not allow: one finding per service and the families closed to every node that would check. */
function refused({ unasked, roster }: Model): IcingaFinding[] {
  const groups = new Map<string, [Unasked, ...Unasked[]]>();
  for (const each of unasked) {
    if (each.reason !== "not-admitted") continue;
    const key = `${each.service.name} ${each.families.join(" ")}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  const hosts = roster.masters.map(({ name }) => name).join(" and ");
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
function impossible({ unasked }: Model): IcingaFinding[] {
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
function placeOf(service: Service, place: Span): Span {
  return place.source.builtin ? keyAt(service) : place;
}
