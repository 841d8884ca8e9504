import type { CheckQuestion } from "../../../src/contract/check-spec.ts";
import { compareText } from "../../../src/contract/compare-text.ts";
import type { Backend, Member, Node } from "../../../src/contract/fleet.ts";
import type { LoneService, Surroundings } from "../../../src/contract/lone-service.ts";
import { at } from "../../../src/contract/origin.ts";
import type { Span } from "../../../src/contract/source.ts";
import { reachedBackends } from "../../../src/fleet/reached-backends.ts";
import type { CommandUse } from "../itl.ts";
import { commandFor, memberQuestion } from "./questions.ts";
import { without } from "./roster.ts";
import type { Unasked } from "./vip-checks.ts";

/** Members of a backend with the same check at the same port. */
export interface WatchedPool {
  readonly service: LoneService;
  readonly backend: Backend;
  /** Name of the check at each member. */
  readonly name: string;
  readonly port: number;
  readonly ask: CheckQuestion;
  readonly use: CommandUse;
  /** Sorted by name. */
  readonly members: readonly Member[];
  readonly causes: readonly Span[];
}

export interface Pools {
  readonly pools: readonly WatchedPool[];
  readonly unasked: readonly Unasked[];
}

/** Backends of a service that a frontend or route leads to, sorted by name. */
export function usedBackends(service: LoneService): readonly Backend[] {
  return service.balance.by === "haproxy" ? reachedBackends(service) : [];
}

/**
 * Backends whose members are checked directly; none with `monitoring: {members: false}`. A command connects wherever it
 * likes; HAProxy, which runs none, reports that itself.
 */
export function watchedBackends(service: LoneService): readonly Backend[] {
  if (!service.monitoring.checksMembers) return [];
  return usedBackends(service).filter(({ check }) => check?.type !== "command");
}

/** Direct checks of members, by the check of their backend. */
export function memberPools(fleet: Surroundings, service: LoneService, masters: readonly Node[]): Pools {
  const pools: WatchedPool[] = [];
  const unasked: Unasked[] = [];
  for (const backend of watchedBackends(service)) {
    const what = `members of backend ${backend.name} of ${service.name}`;
    const common = { service, backend, what, families: [], at: backend.tree };
    if (without(masters, fleet.memberFamily).length > 0) {
      const detail = `not every monitoring host has an address of ${fleet.memberFamily}`;
      unasked.push({ reason: "unseen", detail, ...common, families: [fleet.memberFamily] });
      continue;
    }
    const stated = service.monitoring.members.get(backend.name) ?? backend.check?.port;
    // HAProxy too sends no PROXY header in a check at a separate port.
    if (backend.clientAddress.startsWith("proxy") && stated === undefined) {
      unasked.push({
        ...common,
        at: at(backend, "client_address"),
        reason: "proxy",
        detail: "they expect the PROXY protocol, which no plugin supports",
      });
      continue;
    }
    for (const [port, members] of byPort(backend, stated, fleet)) {
      const question = memberQuestion(backend, port);
      const command = commandFor(question, service);
      if ("cannot" in command) {
        unasked.push({ reason: "cannot", detail: command.cannot, ...common });
        break;
      }
      pools.push({
        name: `${service.name}:${backend.name}:member`,
        ...{ service, backend, port, members, ask: question.ask, use: command.ok },
        causes: [backend.tree, ...members.map((member) => member.tree)],
      });
    }
  }
  return { pools, unasked };
}

/** Members whose nodes exist and that have an address, by the checked port. */
function byPort(backend: Backend, stated: number | undefined, fleet: Surroundings): [number, Member[]][] {
  const found = new Map<number, Member[]>();
  for (const member of backend.members) {
    if (!stands(member.node, fleet)) continue;
    const port = stated ?? member.port;
    const there = found.get(port);
    if (there === undefined) found.set(port, [member]);
    else there.push(member);
  }
  for (const members of found.values()) members.sort((a, b) => compareText(a.node.name, b.node.name));
  return [...found].sort(([a], [b]) => a - b);
}

function stands(node: Node, fleet: Surroundings): boolean {
  return node.state !== "planned" && node.addresses[fleet.memberFamily] !== undefined;
}
