import { isDifferent, type TreeDiff } from "../../../diff/diff-tree.ts";
import { type Change, describeChange } from "../../../words/fold-sentences.ts";
import type { ShowPath } from "../show-path.ts";
import { stringifySafely } from "../stringify-safely.ts";
import type { DiffView } from "./diff-view.ts";

/**
 * For machines: everything, in the order in which people see it.
 */
export function diffJson(diff: TreeDiff, { digest, showPath }: Pick<DiffView, "digest" | "showPath">): string {
  const { changes, effects = null, nodes, files, isNew, isInterrupted } = diff;
  return stringifySafely({
    differs: isDifferent(diff),
    isNew,
    isInterrupted,
    changes: changes?.map((change) => changeJson(change, showPath)) ?? null,
    effects,
    nodes: nodes.changed,
    files,
    digest,
  });
}

function changeJson(change: Change, showPath: ShowPath): object {
  const places = change.places.map(({ span, profile }) => ({
    file: showPath(span.source),
    line: span.source.position(span.start).line,
    profile: profile ?? null,
  }));
  const { before = null, after = null } = change;
  return { ...change, before, after, places, text: describeChange(change) };
}
