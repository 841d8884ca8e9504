import type { SaidSession } from "../../contract/said.ts";
import type { BgpSession } from "../../fleet/announce/sessions.ts";
import { type HeardNode, saidOf } from "./ask-daemons.ts";
import type { Mismatch } from "./mismatch.ts";

/**
 * Each session that a node should have is established. If one of two reflectors had none, nothing else would show it, because
 * routers get everything from the other one.
 */
export function compareSessions(heard: HeardNode, promised: readonly BgpSession[]): Mismatch[] {
  const said = saidOf(heard, "session");
  if (said === undefined) return [];
  return promised.flatMap(({ name, peer, remote }): Mismatch[] => {
    const seen = describeFault(
      said.find((session) => session.name === name),
      remote,
    );
    if (seen === undefined) return [];
    const wanted = `established with ${peer.name} (${remote})`;
    return [{ services: [], node: heard.node, asked: `BGP session ${name}`, wanted, seen }];
  });
}

function describeFault(session: SaidSession | undefined, remote: string): string | undefined {
  if (session === undefined) return "no such session";
  if (session.peer !== remote) return `it is with ${session.peer}`;
  return session.isUp ? undefined : "it is down";
}
