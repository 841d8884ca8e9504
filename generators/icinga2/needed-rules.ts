import type { Node } from "../../src/contract/fleet.ts";
import type { Model } from "./model.ts";
import { toldOfService } from "./monitored/recipients.ts";
import { without } from "./monitored/roster.ts";
import type { VipCheck } from "./monitored/vip-checks.ts";

/** Rules that make at least one object: Icinga warns about those that make none. */
export interface NeededRules {
  readonly remote: boolean;
  readonly local: boolean;
  readonly members: boolean;
  readonly views: boolean;
  readonly minimums: boolean;
  readonly agents: boolean;
  readonly haproxy: boolean;
  /** Some VIP has a family that a monitoring host lacks. */
  readonly unseen: boolean;
  readonly sessions: boolean;
  /** Something depends on nothing but its host; on an agent; on HAProxy; on the only node that holds a VIP. */
  readonly needHost: boolean;
  readonly needAgent: boolean;
  readonly needHaproxy: boolean;
  readonly holders: boolean;
  readonly tellOfHosts: boolean;
  readonly tellOfServices: boolean;
  readonly pageHosts: boolean;
  readonly pageServices: boolean;
}

/**
 * @param checks all checks at VIPs, including redirects
 * @param minimums whether `minimum_healthy` is checked anywhere
 */
export function neededRules(model: Model, checks: readonly VipCheck[], minimums: boolean): NeededRules {
  const { fleet, able, vips, pools, views, sessions, roster } = model;
  const agents = new Set(roster.agents.map((agent) => agent.node));
  const holding = checks.filter((check) => check.local.length > 0).map(({ service }) => service);
  const askedAt = (nodes: ReadonlySet<Node>): boolean =>
    holding.some((service) => service.balance.nodes.some((node) => nodes.has(node)));
  const withHaproxy = new Set([...able].filter(hasHaproxy));
  const viewing = views.some(({ service }) => service.balance.nodes.some((node) => withHaproxy.has(node)));
  const nodes = [...fleet.nodes.values()].filter((node) => node.state !== "planned").map(model.toldOfNode);
  const services = model.services.map(toldOfService);
  const onAgents = [...withHaproxy].some((node) => agents.has(node)) || sessions.some(({ node }) => agents.has(node));
  const remote = checks.some((check) => check.remote.length > 0);
  const members = pools.some((pool) => pool.members.length > 0);
  // What runs on monitoring hosts depends on no agent.
  const onMasters =
    [...withHaproxy].some((node) => !agents.has(node)) || sessions.some(({ node }) => !agents.has(node));
  return {
    remote,
    local: askedAt(able),
    members,
    views: viewing,
    minimums,
    agents: agents.size > 0,
    haproxy: withHaproxy.size > 0,
    unseen: vips.some((vip) => vip.families.some((family) => without(roster.masters, family).length > 0)),
    sessions: sessions.length > 0,
    needHost: remote || members || minimums || agents.size > 0 || onMasters || askedAt(new Set(roster.masters)),
    needAgent: onAgents || askedAt(new Set([...agents].filter((node) => !withHaproxy.has(node)))),
    needHaproxy: viewing || askedAt(withHaproxy),
    holders: vips.some((vip) => vip.nodes.length === 1),
    tellOfHosts: [...nodes, ...services].some(({ teams }) => teams.length > 0),
    tellOfServices: services.some(({ teams }) => teams.length > 0) || nodes.some(({ teams }) => teams.length > 0),
    pageHosts: [...nodes, ...services].some(({ pagers }) => pagers.length > 0),
    pageServices: services.some(({ pagers }) => pagers.length > 0),
  };
}

/** Whether HAProxy's statistics can be queried on a node. */
export function hasHaproxy(node: Node): boolean {
  return node.roles.has("load-balancer") && node.managed && node.spec.emit?.haproxy !== false;
}
