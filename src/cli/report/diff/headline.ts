import { isDifferent, type TreeDiff } from "../../../diff/diff-tree.ts";
import type { Effects } from "../../../words/effects.ts";
import { count } from "../count.ts";
import { countChanges } from "./count-changes.ts";

/** The one line that everybody reads: "Opens 1 service to world, touches 2 of 24 nodes: 8 files, +16 −36 lines." */
export function headline(diff: TreeDiff): string {
  if (!isDifferent(diff)) return "Nothing changes.";
  const { changed, total } = diff.nodes;
  const { files, added, removed } = countChanges(diff.files);
  const nodes = changed.length === 0 ? "touches no node" : `touches ${changed.length} of ${count(total, "node")}`;
  const does = [...describeEffects(diff.effects), nodes].join(", ");
  const lines = files === 0 ? "" : `: ${count(files, "file")}, +${added} −${removed} lines`;
  return `${does.charAt(0).toUpperCase()}${does.slice(1)}${lines}.`;
}

/** Percent of a pool's members: if fewer go, it is nothing for a headline. */
const NOTABLE = 50;

function describeEffects(effects: Effects | undefined): string[] {
  if (effects === undefined) return [];
  const { opened, unblocked, rawLines, withdrawn, stopped, shrunk, added } = effects;
  const halved = shrunk.filter(({ percent }) => percent >= NOTABLE);
  return [
    some(opened, "opens", "service", " to world"),
    some(unblocked, "unblocks", "network"),
    rawLines.length === 0 ? "" : "adds raw lines",
    some(withdrawn, "withdraws", "VIP"),
    some(stopped, "stops", "service"),
    some(halved, `takes ${NOTABLE} % or more from`, "pool"),
    some(added, "adds", "service"),
  ].filter((part) => part !== "");
}

function some(things: readonly unknown[], does: string, noun: string, more = ""): string {
  return things.length === 0 ? "" : `${does} ${count(things.length, noun)}${more}`;
}
