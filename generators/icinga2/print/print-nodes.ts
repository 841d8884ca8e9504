import { type Block, block } from "../../../src/contract/block.ts";
import { compareText } from "../../../src/contract/compare-text.ts";
import type { Node } from "../../../src/contract/fleet.ts";
import { present } from "../../../src/contract/present.ts";
import type { Model } from "../model.ts";
import { reach } from "../monitored/roster.ts";
import { zoneName } from "../names.ts";
import { hasHaproxy } from "../needed-rules.ts";
import { entry, HEADER, object } from "../printed.ts";
import { quote } from "../quote.ts";

const SESSIONS = "IntentlbSessions";

/** A host for each existing node, managed or not, and groups of them. */
export function nodesFile(model: Model): Block[] {
  const { fleet } = model;
  const nodes = [...fleet.nodes.values()]
    .filter((node) => node.state !== "planned")
    .sort((a, b) => compareText(a.name, b.name));
  const agents = new Set(model.roster.agents.map((agent) => agent.node));
  const holders = new Set(model.vips.flatMap((vip) => vip.nodes));
  const members = new Set(model.pools.flatMap((pool) => pool.members.map((member) => member.node)));
  return [
    HEADER,
    ...groupBlocks(nodes),
    ...nodes.map((node) =>
      hostBlock(model, node, {
        isAgent: agents.has(node),
        isHolder: holders.has(node),
        isMember: members.has(node),
      }),
    ),
    block("sessions", ["", "// BGP sessions, each checked at one of its ends.", `globals.${SESSIONS} = {}`]),
    ...nodes.flatMap((node) => sessionsOf(model, node)),
  ];
}

function hostBlock(
  { able, fleet, roster, sessions, toldOfNode }: Model,
  node: Node,
  {
    isAgent,
    isHolder,
    isMember,
  }: { readonly isAgent: boolean; readonly isHolder: boolean; readonly isMember: boolean },
): Block {
  const told = toldOfNode(node);
  const { ipv4, ipv6 } = node.addresses;
  const member = node.addresses[fleet.memberFamily]?.address;
  const reached = reach(node, roster.masters, fleet)[0]?.family;
  const isOffline = node.state === "offline";
  // Something runs there that depends on the agent.
  const runsChecks = isHolder || hasHaproxy(node) || sessions.some((session) => session.node === node);
  const own = (node.addresses.ipv4 ?? node.addresses.ipv6)?.address;
  return object(
    "Host",
    node.name,
    {
      ...present({ notes: node.spec.description }),
      ...(ipv4 === undefined ? {} : { address: ipv4.address }),
      ...(ipv6 === undefined ? {} : { address6: ipv6.address }),
      ...(reached === undefined
        ? { check_command: "dummy", "vars.dummy_state": 0, "vars.dummy_text": "no monitoring host can reach it" }
        : { check_command: reached === "ipv4" ? "hostalive4" : "hostalive6" }),
      groups: groupsOf(node),
      ...(isOffline ? { enable_notifications: false } : {}),
      "vars.intentlb": "node",
      "vars.roles": [...node.roles].sort(compareText),
      "vars.site": node.site,
      ...(node.groups.length === 0 ? {} : { "vars.groups": [...node.groups].sort(compareText) }),
      "vars.state": node.state,
      ...(isOffline ? { "vars.silent": true } : {}),
      ...(node.state === "draining" ? { "vars.calm": true } : {}),
      "vars.teams": told.teams,
      "vars.pagers": told.pagers,
      ...(able.has(node) && (hasHaproxy(node) || isHolder) ? { "vars.agent": true } : {}),
      ...(isAgent ? { "vars.zone": zoneName(node) } : {}),
      ...(isAgent && runsChecks ? { "vars.needs": "agent" } : {}),
      ...(isMember && member !== undefined ? { "vars.member_address": member } : {}),
      ...(hasHaproxy(node) && own !== undefined ? { "vars.haproxy": own } : {}),
    },
    [node.tree],
    ['import "intentlb"'],
  );
}

function groupsOf(node: Node): string[] {
  return [
    ...[...node.roles].sort(compareText).map((role) => `role:${role}`),
    `site:${node.site}`,
    ...[...node.groups].sort(compareText).map((group) => `group:${group}`),
  ];
}

function groupBlocks(nodes: readonly Node[]): Block[] {
  const names = [...new Set(nodes.flatMap(groupsOf))].sort(compareText);
  return names.map((name) => object("HostGroup", name, { display_name: name.replace(":", " ") }, []));
}

function sessionsOf({ sessions }: Model, node: Node): Block[] {
  const own = sessions.filter((session) => session.node === node);
  if (own.length === 0) return [];
  const table = `${SESSIONS}[${quote(node.name)}]`;
  return [
    block(`${table} = {}`, [`${table} = {}`], [node.tree]),
    ...own.map(({ name, peer, family, silent }) =>
      entry(table, name, { peer: peer.name, family, ...(silent ? { silent } : {}) }, [node.tree, peer.tree]),
    ),
  ];
}
