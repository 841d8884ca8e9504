import type { Facts } from "../contract/subject.ts";
import type { Comparison } from "./comparison.ts";
import type { Effects } from "./effects.ts";
import { isFacts } from "./phrases.ts";

/** What `fleet.guard` limits. */
export const GUARDED = ["opened", "withdrawn", "members_removed", "unblocked", "raw_lines", "nodes"] as const;
export type Guarded = (typeof GUARDED)[number];

/** The most that a change may do without being acknowledged; without a limit it may do any. */
export type GuardLimits = Readonly<Partial<Record<Guarded, number>>>;

/** A limit that a change exceeds. */
export interface Exceeded {
  readonly kind: Guarded;
  readonly limit: number;
  /** Number of things, or percent of a pool's members. */
  readonly found: number;
  /** What it is about: services, VIPs, pools, prefixes, nodes. */
  readonly names: readonly string[];
}

/** Limits of the old tree and of the new one; the lower of both, so that a change cannot lift the limit that it exceeds. */
export function guardLimits(comparison: Comparison): GuardLimits {
  const [before, after] = [limitsIn(comparison.before("fleet")), limitsIn(comparison.after("fleet"))];
  return Object.fromEntries(
    GUARDED.flatMap((kind) => {
      const limits = [before[kind], after[kind]].filter((limit) => limit !== undefined);
      return limits.length === 0 ? [] : [[kind, Math.min(...limits)]];
    }),
  );
}

function limitsIn(fleet: Facts | undefined): GuardLimits {
  const guard = fleet?.["guard"];
  if (!isFacts(guard)) return {};
  return Object.fromEntries(GUARDED.flatMap((kind) => (typeof guard[kind] === "number" ? [[kind, guard[kind]]] : [])));
}

/**
 * Which limits a change exceeds.
 * @param nodes that it touches
 * @param isAllowed whether somebody has acknowledged this effect on this thing
 */
export function exceededLimits(
  effects: Effects,
  nodes: readonly string[],
  limits: GuardLimits,
  isAllowed: (kind: Guarded, name: string) => boolean,
): Exceeded[] {
  const { opened, withdrawn, shrunk, unblocked, rawLines } = effects;
  const counted: Readonly<Record<Exclude<Guarded, "members_removed">, readonly string[]>> = {
    opened,
    withdrawn,
    unblocked,
    raw_lines: rawLines,
    nodes,
  };
  return GUARDED.flatMap((kind): Exceeded[] => {
    const limit = limits[kind];
    if (limit === undefined) return [];
    if (kind === "members_removed") {
      const pools = shrunk.filter(({ pool, percent }) => percent > limit && !isAllowed(kind, pool));
      const found = Math.max(0, ...pools.map(({ percent }) => percent));
      return pools.length === 0 ? [] : [{ kind, limit, found, names: pools.map(({ pool }) => pool) }];
    }
    const names = counted[kind].filter((name) => !isAllowed(kind, name));
    return names.length <= limit ? [] : [{ kind, limit, found: names.length, names }];
  });
}
