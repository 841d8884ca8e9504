import type { LabFile } from "../lab/machines/lab-file.ts";

/** How a daemon is run in the lab. Its files are the generated ones; what else a Debian host has for it is said here. */
export interface LabDaemon {
  /** Generator whose files it runs on. */
  readonly name: string;
  /** Whether a machine with these files runs it. */
  readonly runs: (files: readonly LabFile[]) => boolean;
  /** Whether it answers in a member's place, where the lab plays no server. */
  readonly serves?: true;
  /** Folders below `/run` and `/var` that the package or systemd would make. */
  readonly folders: readonly RunFolder[];
  /** Lines of shell; they return when the daemon does its work. */
  readonly start: (files: readonly LabFile[]) => readonly string[];
  /** File with the number of its first process, which takes the others with it. Absent for what is no process. */
  readonly pidFile?: string;
}

export interface RunFolder {
  readonly path: string;
  /** `user:group` */
  readonly owner: string;
  /** Octal. */
  readonly mode: string;
}

/** A test for a file of the tree. */
export function hasFile(path: string): (files: readonly LabFile[]) => boolean {
  return (files) => files.some((file) => file.path === path);
}
