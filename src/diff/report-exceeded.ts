import type { Report } from "../contract/finding.ts";
import type { Fleet } from "../contract/fleet.ts";
import { at } from "../contract/origin.ts";
import { type Exceeded, exceededLimits, type Guarded, type GuardLimits } from "../words/guard.ts";
import { listSome } from "../words/phrases.ts";
import type { TreeDiff } from "./diff-tree.ts";

/** What somebody acknowledges, and limits in place of those of the catalog. */
export interface Acknowledged {
  /** Kind → names of what it may concern. */
  readonly allowed: ReadonlyMap<Guarded, ReadonlySet<string> | "all">;
  readonly limits: GuardLimits;
}

const WORDS: Readonly<Record<Guarded, (exceeded: Exceeded) => string>> = {
  opened: ({ names }) => `opens ${some(names, "service")} to world`,
  withdrawn: ({ names }) => `withdraws ${some(names, "VIP")}`,
  members_removed: ({ found, names }) => `takes ${found} % of the members from ${some(names, "pool")}`,
  unblocked: ({ names }) => `unblocks ${some(names, "network")}`,
  raw_lines: ({ names }) => `adds raw lines at ${some(names, "place")}`,
  nodes: ({ names }) => `touches ${some(names, "node")}`,
};

function some(names: readonly string[], noun: string): string {
  return `${names.length} ${noun}${names.length === 1 ? "" : "s"}`;
}

/** Names that an acknowledgement should list; of more, nobody checks each. */
const MOST_NAMED = 20;

/** Reports each limit that a change exceeds without being acknowledged. */
export function reportExceeded(diff: TreeDiff, fleet: Fleet, { allowed, limits }: Acknowledged, report: Report): void {
  if (diff.effects === undefined || diff.isNew) return;
  const isAllowed = (kind: Guarded, name: string): boolean => {
    const names = allowed.get(kind);
    return names === "all" || names?.has(name) === true;
  };
  const nodes = diff.nodes.changed.map(({ node }) => node);
  for (const exceeded of exceededLimits(diff.effects, nodes, { ...diff.limits, ...limits }, isAllowed)) {
    const { kind, limit, names } = exceeded;
    report({
      code: "diff/guard",
      message: `the change ${WORDS[kind](exceeded)}; the limit is ${limit}${kind === "members_removed" ? " %" : ""}`,
      // The command line or the old tree may have set it.
      at: fleet.spec.guard?.[kind] === limit ? at(fleet, "guard", kind) : undefined,
      notes: [{ message: listSome(names, MOST_NAMED) }],
      help: `if that is meant, add \`--allow ${kind}${names.length > MOST_NAMED ? "" : `:${names.join(",")}`}\``,
    });
  }
}
