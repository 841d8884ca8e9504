import { describeChange } from "../../../diff/describe-change.ts";
import { isDifferent, type TreeDiff } from "../../../diff/diff-tree.ts";
import { stringifySafely } from "../stringify-safely.ts";

/**
 * For machines: everything, in the order in which people see it.
 * @param digest of the new tree
 */
export function diffJson(diff: TreeDiff, digest: string): string {
  const { promises, nodes, files, isNew, isInterrupted } = diff;
  return stringifySafely({
    differs: isDifferent(diff),
    isNew,
    isInterrupted,
    changes: promises?.map((change) => ({ ...change, text: describeChange(change) })) ?? null,
    nodes: nodes.changed,
    files,
    digest,
  });
}
