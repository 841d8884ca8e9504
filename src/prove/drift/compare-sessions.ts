import type { Fleet } from "../../contract/fleet.ts";
import type { SaidSession } from "../../contract/said.ts";
import { bfdTimers } from "../../fleet/announce/bfd-timers.ts";
import { type BgpSession, isReflector } from "../../fleet/announce/sessions.ts";
import { type HeardNode, saidOf } from "./ask-daemons.ts";
import type { Mismatch } from "./mismatch.ts";

/** Seconds, of all sessions. */
const HOLD = 30;

/**
 * Each session that a node should have is established. If one of two reflectors had none, nothing else would show it, because
 * routers get everything from the other one.
 */
export function compareSessions(heard: HeardNode, promised: readonly BgpSession[], fleet: Fleet): Mismatch[] {
  const said = saidOf(heard, "session");
  if (said === undefined) return [];
  return promised.flatMap((promise): Mismatch[] => {
    const { name, peer, remote } = promise;
    const session = said.find((each) => each.name === name);
    const common = { services: [], node: heard.node, asked: `BGP session ${name}` };
    const seen = describeFault(session, remote);
    if (seen !== undefined) return [{ ...common, wanted: `established with ${peer.name} (${remote})`, seen }];
    return session === undefined ? [] : compareTimes(session, promise, fleet).map((each) => ({ ...common, ...each }));
  });
}

/** How soon each end misses the other, and what protects reflectors from floods. */
function compareTimes(
  { hold, bfd, isUnlimited }: SaidSession,
  promise: BgpSession,
  fleet: Fleet,
): Pick<Mismatch, "wanted" | "seen">[] {
  const { interval, multiplier } = bfdTimers(fleet);
  const within = promise.bfd ? interval * multiplier : undefined;
  const bfdText = (timeout: number | undefined) => (timeout === undefined ? "no BFD" : `BFD within ${timeout} ms`);
  return [
    ...(bfd === within ? [] : [{ wanted: bfdText(within), seen: bfdText(bfd) }]),
    ...(hold === HOLD ? [] : [{ wanted: `a hold time of ${HOLD} s`, seen: `${hold ?? "no"} s` }]),
    ...(isReflector(promise.node) && isUnlimited === true
      ? [{ wanted: "a limit of routes", seen: "any number is received" }]
      : []),
  ];
}

function describeFault(session: SaidSession | undefined, remote: string): string | undefined {
  if (session === undefined) return "no such session";
  if (session.peer !== remote) return `it is with ${session.peer}`;
  return session.isUp ? undefined : "it is down";
}
