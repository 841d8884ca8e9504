import { groupBy } from "./group-by.ts";
import type { Mutant } from "./mutant.ts";

/** Mutants of one daemon and operator, in the order in which they are tried, and how many are wanted. */
export interface Part {
  readonly mutants: readonly Mutant[];
  readonly count: number;
}

/** Of each daemon at least this many, so that its score means something. */
const LEAST = 60;

/** Shares a number of mutants: by daemon in proportion to its different lines, and within a daemon evenly by operator. */
export function share(mutants: readonly Mutant[], count: number): Part[] {
  const byDaemon = groupBy(mutants, ({ daemon }) => daemon);
  const linesOf = (of: readonly Mutant[]) => of.filter(({ operator }) => operator === "dropped").length;
  const all = linesOf(mutants);
  return [...byDaemon.values()].flatMap((own) => {
    const byOperator = [...groupBy(own, ({ operator }) => operator).values()].sort((a, b) => a.length - b.length);
    let left = Math.max(LEAST, Math.ceil((count * linesOf(own)) / all));
    return byOperator.map((part, index) => {
      const wanted = Math.min(part.length, Math.ceil(left / (byOperator.length - index)));
      left -= wanted;
      return { mutants: part, count: wanted };
    });
  });
}
