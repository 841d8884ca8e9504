import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Whether a test can become an ordinary user with subordinate ids. */
export const CAN_BE_PLAIN: boolean = process.getuid?.() === 0 && existsSync("/usr/bin/newuidmap");

const SCRIPT = `mount --bind "$1" /etc/subuid && mount --bind "$1" /etc/subgid && shift &&
exec setpriv --reuid nobody --regid nogroup --clear-groups --reset-env "$@"`;

/**
 * Arguments that run a program as \`nobody\`, with subordinate ids that only it sees, and an empty environment.
 * @param folder for the file with the ids
 */
export function asPlainUser(folder: string, argv: readonly string[]): string[] {
  const ids = join(folder, "ids");
  writeFileSync(ids, "nobody:200000:65536\n");
  return ["unshare", "-m", "sh", "-c", SCRIPT, "sh", ids, ...argv];
}
