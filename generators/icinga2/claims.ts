import type { CheckQuestion, CheckSpec } from "../../src/contract/check-spec.ts";
import type { Admit, Bind, Check } from "../../src/contract/claim.ts";
import type { Claims } from "../../src/contract/claims.ts";
import { compareText } from "../../src/contract/compare-text.ts";
import type { Family, Node } from "../../src/contract/fleet.ts";
import type { LoneService } from "../../src/contract/lone-service.ts";
import type { Model } from "./model.ts";
import type { WatchedPool } from "./monitored/pools.ts";
import { TIMEOUT } from "./monitored/questions.ts";
import { redirectChecks } from "./monitored/redirects.ts";
import { type Agent, API_PORT, reach } from "./monitored/roster.ts";
import type { VipCheck } from "./monitored/vip-checks.ts";

const MINUTE = 60_000;

/** Connections from the monitoring hosts. No VIP is opened for them. */
export function claimAll(model: Model): (Bind | Admit)[] {
  const { fleet, roster } = model;
  const { masters, agents } = roster;
  return [
    ...masters.flatMap((master) => reach(master, masters, fleet).flatMap((own) => claimApi(own, masters))),
    ...agents.flatMap((agent) => claimApi(agent, masters)),
    ...model.pools.flatMap((pool) => claimPool(model, pool)),
  ];
}

/** What the monitoring hosts and the agents check: members, VIPs, and the redirects that other generators promise. */
export function claimChecks(model: Model, claims: Claims): Check[] {
  return [
    ...model.pools.flatMap((pool) => checkPool(model, pool)),
    ...model.vips.flatMap((vip) => vip.checks.flatMap((check) => checkVip(model, check))),
    ...[...redirectChecks(model, claims).values()].flat().flatMap((check) => checkVip(model, check)),
  ];
}

/** An agent listens for the monitoring hosts, and those listen for each other. */
function claimApi({ node, family, address }: Agent, masters: readonly Node[]): (Bind | Admit)[] {
  const where = { nodes: [node.name], address, family, port: API_PORT, transport: "tcp", services: [] } as const;
  const others = masters.filter((master) => master !== node);
  const bind: Bind = { kind: "bind", ...where, by: "icinga2", causes: [node.tree] };
  if (others.length === 0) return [bind];
  const causes = [node.tree, ...others.map((master) => master.tree)];
  const sources = prefixesOf(others, family);
  return [bind, { kind: "admit", ...where, sources, except: [], public: false, why: "monitoring", causes }];
}

/** Members admit the monitoring hosts at the checked ports. */
function claimPool({ roster, fleet }: Model, { service, backend, members, port }: WatchedPool): Admit[] {
  const family = fleet.memberFamily;
  const sources = prefixesOf(roster.masters, family);
  return members.flatMap((member): Admit[] => {
    const address = member.node.addresses[family]?.address;
    if (address === undefined) return [];
    return [
      {
        kind: "admit",
        nodes: [member.node.name],
        ...{ address, family, port, transport: "tcp", sources },
        ...{ except: [], public: false, why: "monitoring", services: [service.name] },
        causes: [backend.tree, member.tree],
      },
    ];
  });
}

function checkPool({ roster, fleet }: Model, { service, backend, members, port, ask }: WatchedPool): Check[] {
  const family = fleet.memberFamily;
  return members.flatMap((member): Check[] => {
    const address = member.node.addresses[family]?.address;
    if (address === undefined) return [];
    const causes = [backend.tree, member.tree];
    return [asks(roster.masters, service, { address, family, port, ask, every: MINUTE, causes })];
  });
}

function checkVip({ roster, able }: Model, check: VipCheck): Check[] {
  const { service, asked, causes } = check;
  if (asked === undefined) return [];
  const holders = service.balance.nodes.filter((node) => able.has(node));
  const claim = (nodes: readonly Node[], family: Family, every: number): Check[] => {
    const address = service.vip[family];
    return address === undefined || nodes.length === 0
      ? []
      : [asks(nodes, service, { address, family, ...asked, every, causes })];
  };
  return [
    ...check.remote.flatMap((family) => claim(roster.masters, family, MINUTE)),
    ...check.local.flatMap((family) => claim(holders, family, 5 * MINUTE)),
  ];
}

function asks(
  nodes: readonly Node[],
  service: LoneService,
  what: {
    readonly address: string;
    readonly family: Family;
    readonly port: number;
    readonly ask: CheckQuestion;
    /** Milliseconds. */
    readonly every: number;
    readonly causes: Check["causes"];
  },
): Check {
  const { ask, every, ...where } = what;
  const check: CheckSpec = { ...ask, interval: every, timeout: TIMEOUT, rise: 1, fall: 3 };
  return {
    kind: "check",
    nodes: nodes.map(({ name }) => name).sort(compareText),
    by: "icinga2",
    service: service.name,
    ...where,
    check,
  };
}

function prefixesOf(nodes: readonly Node[], family: Family): string[] {
  const bits = family === "ipv4" ? 32 : 128;
  return nodes
    .flatMap((node) => node.addresses[family]?.address ?? [])
    .map((address) => `${address}/${bits}`)
    .sort(compareText);
}
