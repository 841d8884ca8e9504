import type { Backend } from "../../../src/contract/fleet.ts";
import { backupsOf, movesSessions } from "../../../src/fleet/backups.ts";

/** Lines of a backend about its backups: all of them serve at a time, where that is meant. */
export function failoverLines(backend: Backend): string[] {
  return backupsOf(backend).serving.length > 1 ? ["option allbackups"] : [];
}

/**
 * Words of all members where sessions move at once: those to a member that fails end, and those to backups end when another
 * member is back (Configuration Manual 2.6, 5.2 "on-marked-down", "on-marked-up").
 */
export function failoverWords(backend: Backend): string[] {
  return movesSessions(backend) ? ["on-marked-down shutdown-sessions", "on-marked-up shutdown-backup-sessions"] : [];
}
