import type { SaidSession } from "../../contract/said.ts";
import { bfdTimers } from "../../fleet/announce/bfd-timers.ts";
import { routerId } from "../../fleet/announce/router-id.ts";
import { type BgpSession, isPlainRouter, isReflector } from "../../fleet/announce/sessions.ts";
import type { LabInput } from "../../lab/lab-input.ts";
import { type HeardNode, saidOf } from "./ask-daemons.ts";
import type { Mismatch } from "./mismatch.ts";

/** Seconds, of all sessions. */
const HOLD = 30;
const KEEPALIVE = 10;

/** Routes: what a peer sends is far below it, a full table far above. */
const FLOOD = { least: 100_000, most: 200_000 };

/** Seconds for which routers keep what a reflector announced while it restarts. */
const RESTART = 300;

/** A node has its router id: that of another would end the sessions of both. */
export function compareSpeakers(heard: HeardNode, { fleet }: Pick<LabInput, "fleet">): Mismatch[] {
  const node = fleet.nodes.get(heard.node);
  if (node === undefined) return [];
  const wanted = routerId(node);
  return (saidOf(heard, "speaker") ?? [])
    .filter((said) => said.routerId !== wanted)
    .map((said) => ({ services: [], node: heard.node, asked: "router id", wanted, seen: said.routerId }));
}

/**
 * Each session that a node should have is established. If one of two reflectors had none, nothing else would show it, because
 * routers get everything from the other one.
 */
export function compareSessions(
  heard: HeardNode,
  promised: readonly BgpSession[],
  input: Pick<LabInput, "fleet" | "claims" | "silent">,
): Mismatch[] {
  const said = saidOf(heard, "session");
  if (said === undefined) return [];
  return promised.flatMap((promise): Mismatch[] => {
    const { name, peer, remote } = promise;
    const session = said.find((each) => each.name === name);
    const common = { services: [], node: heard.node, asked: `BGP session ${name}` };
    const seen = describeFault(session, remote);
    if (seen !== undefined) return [{ ...common, wanted: `established with ${peer.name} (${remote})`, seen }];
    return session === undefined ? [] : compareFacts(session, promise, input).map((each) => ({ ...common, ...each }));
  });
}

/** How soon each end misses the other, whether routes are accepted, and what protects reflectors from floods. */
function compareFacts(
  { hold, keepalive, restart, bfd, limit }: SaidSession,
  promise: BgpSession,
  { fleet, claims, silent }: Pick<LabInput, "fleet" | "claims" | "silent">,
): Pick<Mismatch, "wanted" | "seen">[] {
  const { interval, multiplier } = bfdTimers(fleet);
  const within = promise.bfd ? interval * multiplier : undefined;
  // Only routers wait for a reflector: from all others, who is gone must be gone.
  const kept = isReflector(promise.node) && isPlainRouter(promise.peer) ? RESTART : undefined;
  const bfdText = (timeout: number | undefined) => (timeout === undefined ? "no BFD" : `BFD within ${timeout} ms`);
  return [
    ...(bfd === within ? [] : [{ wanted: bfdText(within), seen: bfdText(bfd) }]),
    ...(hold === HOLD ? [] : [{ wanted: `a hold time of ${HOLD} s`, seen: `${hold ?? "no"} s` }]),
    ...(keepalive === undefined || keepalive === KEEPALIVE
      ? []
      : [{ wanted: `a keepalive every ${KEEPALIVE} s`, seen: `every ${keepalive} s` }]),
    ...(restart === kept ? [] : [{ wanted: restartText(kept), seen: restartText(restart) }]),
    ...(!silent.includes(promise.peer.name) && acceptsNone(promise, claims) && limit !== undefined
      ? [{ wanted: "no route is accepted", seen: "some may be" }]
      : []),
    ...(isReflector(promise.node) && limit !== undefined && (limit < FLOOD.least || limit > FLOOD.most)
      ? [
          {
            wanted: `a limit of ${FLOOD.least} to ${FLOOD.most} routes`,
            seen: limit === Infinity ? "any number is received" : String(limit),
          },
        ]
      : []),
  ];
}

function restartText(seconds: number | undefined): string {
  return seconds === undefined ? "no graceful restart" : `graceful restart within ${seconds} s`;
}

/** Routers learn from reflectors, and reflectors from each other and from nodes that announce VIPs. */
function acceptsNone({ node, peer, family }: BgpSession, { announces }: LabInput["claims"]): boolean {
  if (!isReflector(node)) return !node.roles.has("router");
  return (
    !isReflector(peer) &&
    !announces.some(({ prefix, nodes }) => nodes.includes(peer.name) && prefix.includes(":") === (family === "ipv6"))
  );
}

function describeFault(session: SaidSession | undefined, remote: string): string | undefined {
  if (session === undefined) return "no such session";
  if (session.peer !== remote) return `it is with ${session.peer}`;
  return session.isUp ? undefined : "it is down";
}
