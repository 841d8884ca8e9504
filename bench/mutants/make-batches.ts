import type { Mutant } from "./mutant.ts";

/**
 * Groups mutants that can run together: no two of a service, and of those that belong to no service no two on a node, so that most
 * findings fit one of them only.
 */
export function makeBatches(mutants: readonly Mutant[], size: number): Mutant[][] {
  const batches: { members: Mutant[]; keys: Set<string> }[] = [];
  for (const mutant of mutants) {
    const key = mutant.service ?? `node ${mutant.node}`;
    const open = batches.find(({ members, keys }) => members.length < size && !keys.has(key));
    const batch = open ?? { members: [], keys: new Set<string>() };
    if (open === undefined) batches.push(batch);
    batch.members.push(mutant);
    batch.keys.add(key);
  }
  return batches.map(({ members }) => members);
}
