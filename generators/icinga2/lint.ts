import type { Report } from "../../src/contract/finding.ts";
import { FAMILIES, type Family, type Fleet } from "../../src/contract/fleet.ts";
import { at, keyAt } from "../../src/contract/origin.ts";
import { FAMILY_NAMES } from "../../src/ip/family.ts";
import type { IcingaFinding } from "./icinga-finding.ts";
import { ableNodes, type HeldVip, heldVips, watchedServices } from "./model.ts";
import { watchedBackends } from "./monitored/pools.ts";
import { operatorsOf } from "./monitored/recipients.ts";
import { type Roster, rosterOf, without } from "./monitored/roster.ts";

/** Icinga supports at most two monitoring hosts per zone. */
const MOST_MASTERS = 2;

/** Monitoring hosts and agents that are missing or reach nothing, and who is told of nodes. */
export function lint(fleet: Fleet, report: Report): void {
  const roster = rosterOf(fleet);
  if (roster.masters.length === 0) return;
  const services = watchedServices(fleet);
  const vips = heldVips(services);
  const drafts = [
    ...masters(roster),
    ...operators(fleet),
    ...agents(roster, vips),
    ...blind(
      roster,
      vips,
      services.some((service) => watchedBackends(service).length > 0) ? fleet.memberFamily : undefined,
    ),
  ];
  for (const draft of drafts) report(draft);
}

function masters(roster: Roster): IcingaFinding[] {
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

function agents(roster: Roster, vips: readonly HeldVip[]): IcingaFinding[] {
  const able = ableNodes(roster);
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

/**
 * Families that a monitoring host lacks: nothing is checked remotely over them.
 * @param ofMembers The family in which members are checked, if any are.
 */
function blind(roster: Roster, vips: readonly HeldVip[], ofMembers: Family | undefined): IcingaFinding[] {
  return FAMILIES.flatMap((family) => {
    const held = vips.filter((vip) => vip.families.includes(family)).length;
    const what = [
      ...(held === 0 ? [] : [held === 1 ? "a VIP" : `${held} VIPs`]),
      ...(family === ofMembers ? ["members"] : []),
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
