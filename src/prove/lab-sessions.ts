import type { Fleet } from "../contract/fleet.ts";
import { type BgpSession, sessionsOf } from "../fleet/announce/sessions.ts";
import { daemonsOf } from "../lab/daemons.ts";
import type { Lab } from "../lab/lab.ts";

/** The BGP sessions that machines of the lab should have, by machine: with peers that run BGP in the lab. */
export function labSessions(lab: Lab, fleet: Fleet): ReadonlyMap<string, readonly BgpSession[]> {
  const speakers = new Set(
    lab.plan.machines.filter(({ name }) => daemonsOf(lab.files(name)).some(({ bgp }) => bgp)).map(({ name }) => name),
  );
  return new Map(
    [...sessionsOf(fleet)]
      .filter(([{ name }]) => speakers.has(name))
      .map(([{ name }, sessions]) => [name, sessions.filter(({ peer }) => speakers.has(peer.name))]),
  );
}

/** Those of route reflectors; each session has a reflector at one end. */
export function reflectorSessions(lab: Lab, fleet: Fleet): BgpSession[] {
  return [...labSessions(lab, fleet).values()].flat().filter(({ node }) => node.roles.has("route-reflector"));
}
