import { createHash } from "node:crypto";
import type { Block } from "../../../src/contract/block.ts";
import type { Fleet, Member, Service } from "../../../src/contract/fleet.ts";
import { openSection, part } from "../config-text.ts";
import { endpoint } from "../quote.ts";
import { type MemberCheck, memberCheck } from "./member-check.ts";
import type { ServiceBackend } from "./used-backends.ts";

/** A check that several backends have in common: run once, from a backend that serves no client. */
export interface SharedCheck {
  /** Of the backend that checks; contains neither a dot nor a colon. Derived from the check, so a reload recognises it. */
  readonly name: string;
  readonly check: MemberCheck;
  /** Backends with this check. */
  readonly backends: readonly ServiceBackend[];
}

/**
 * Finds backends that check some member in the same way. Their servers track one that is checked (Configuration Manual
 * 2.6, 5.2 "track"). That one is in a backend of its own, because a tracking server also follows when an operator
 * drains the tracked one or disables it.
 */
export function findSharedChecks(backends: readonly ServiceBackend[]): SharedCheck[] {
  const alike = new Map<string, { check: MemberCheck; backends: ServiceBackend[] }>();
  for (const used of backends) {
    const { service, backend } = used;
    const check = memberCheck(service, backend);
    // Raw lines may change how a backend checks, and the checks of a member with a server name of its own send that.
    if (!("ok" in check) || check.ok.server.length === 0 || backend.spec.haproxy !== undefined) continue;
    if (backend.members.some(({ serverName }) => serverName !== undefined)) continue;
    const key = JSON.stringify(check.ok);
    const group = alike.get(key) ?? { check: check.ok, backends: [] };
    alike.set(key, group);
    group.backends.push(used);
  }
  return [...alike].flatMap(([key, group]) => {
    const places = group.backends.map(({ backend }) => new Set(backend.members.map(trackedName)));
    const all = new Set(places.flatMap((each) => [...each]));
    const isShared = places.reduce((sum, { size }) => sum + size, 0) > all.size;
    return isShared ? [{ name: `checks-${hash(key)}`, ...group }] : [];
  });
}

/** Name of the checked server that represents a member: by node and port, which several backends can have in common. */
export function trackedName({ node, port }: Pick<Member, "node" | "port">): string {
  return `${node.name}-${port}`;
}

/** The backend that checks. */
export function printSharedCheck({ name, check, backends }: SharedCheck, fleet: Fleet): Block[] {
  const causes = backends.flatMap(({ service, backend }) => [backend.tree, service.tree]);
  const members = new Map<string, { member: Member; isOut: boolean }>();
  for (const { service, backend } of backends) {
    for (const member of backend.members) {
      const key = trackedName(member);
      const isOut = isTakenOut(service, member) && members.get(key)?.isOut !== false;
      members.set(key, { member, isOut });
    }
  }
  const head = `backend ${name}`;
  const servers = [...members].map(([server, { member, isOut }]) => {
    const address = member.node.addresses[fleet.memberFamily]?.address;
    if (address === undefined) throw new Error(`${member.node.name} has no ${fleet.memberFamily} address`);
    return `server ${server} ${endpoint(address, member.port)}${isOut ? " disabled" : ""}`;
  });
  return [
    openSection(`${head} from ${check.mode}`, check.backend, causes, head),
    ...part(
      head,
      "members that several backends check in the same way",
      [`default-server ${check.server.join(" ")}`, ...servers],
      [...causes, ...backends.flatMap(({ backend }) => backend.members.map((member) => member.tree))],
    ),
  ];
}

/** Whether the catalog sends no traffic to a member. */
export function isTakenOut(service: Service, member: Member): boolean {
  return member.state === "maintenance" || service.state === "maintenance";
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
