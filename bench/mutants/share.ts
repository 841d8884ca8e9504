import { groupBy } from "./group-by.ts";
import type { Mutant } from "./mutant.ts";

/** Mutants of one daemon and operator, in the order in which they are tried, and how many are wanted. */
export interface Part {
  readonly mutants: readonly Mutant[];
  readonly count: number;
}

/** Shares a number of mutants evenly by daemon, because each has a score of its own, and within a daemon by operator. */
export function share(mutants: readonly Mutant[], count: number): Part[] {
  const byDaemon = [...groupBy(mutants, ({ daemon }) => daemon).values()];
  return evenly(byDaemon, count).flatMap(({ part, wanted }) =>
    evenly([...groupBy(part, ({ operator }) => operator).values()], wanted).map((own) => ({
      mutants: own.part,
      count: own.wanted,
    })),
  );
}

/** What small parts cannot give, larger ones do. */
function evenly(parts: readonly Mutant[][], count: number): { part: Mutant[]; wanted: number }[] {
  let left = count;
  return [...parts]
    .sort((a, b) => a.length - b.length)
    .map((part, index) => {
      const wanted = Math.min(part.length, Math.ceil(left / (parts.length - index)));
      left -= wanted;
      return { part, wanted };
    });
}
