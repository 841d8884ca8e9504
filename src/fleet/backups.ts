import type { Backend, Member } from "../contract/fleet.ts";

/** Backups of a pool, and those of them that serve together when no other member does. */
export interface Backups {
  readonly all: readonly Member[];
  readonly serving: readonly Member[];
}

/**
 * All backups serve, unless two members must not be used at once: if sessions move (databases, directories), and if a
 * stream is passed on and nothing allows it to be spread. Then only the first serves.
 */
export function backupsOf({ members, protocol, spec }: Backend): Backups {
  const all = members.filter((member) => member.backup);
  const together = spec.failback === undefined ? protocol === "http" : spec.failback === "new-connections";
  return { all, serving: together ? all : all.slice(0, 1) };
}

/** Whether open connections end when members fail and return: there are backups to go to, and members to return to. */
export function movesSessions({ members, spec }: Backend): boolean {
  return spec.failback === "sessions" && members.some(({ backup }) => backup) && members.some(({ backup }) => !backup);
}
