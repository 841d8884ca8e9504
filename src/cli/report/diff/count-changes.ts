import type { FileDiff } from "../../../diff/diff-files.ts";

/** How much differs, counting a file on each of its nodes. */
export interface ChangeCount {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
}

export function countChanges(files: readonly FileDiff[]): ChangeCount {
  const copies = ({ nodes }: FileDiff) => Math.max(1, nodes.length);
  const sum = (number: (file: FileDiff) => number) =>
    files.reduce((total, file) => total + number(file) * copies(file), 0);
  return { files: sum(() => 1), added: sum(({ added }) => added), removed: sum(({ removed }) => removed) };
}
