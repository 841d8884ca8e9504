import type { Mutant } from "./mutant.ts";

/**
 * Groups mutants that can run together, because most findings fit one of them only.
 * @param isFine whether mutants of one service or node may run together if what they are about tells them apart
 */
export function makeBatches(mutants: readonly Mutant[], size: number, isFine: boolean): Mutant[][] {
  const batches: { members: Mutant[]; keys: Set<string> }[] = [];
  for (const mutant of mutants) {
    const { own, barred } = isFine ? fineKeys(mutant) : coarseKeys(mutant);
    const open = batches.find(({ members, keys }) => members.length < size && !barred.some((key) => keys.has(key)));
    const batch = open ?? { members: [], keys: new Set<string>() };
    if (open === undefined) batches.push(batch);
    batch.members.push(mutant);
    for (const key of own) batch.keys.add(key);
  }
  return batches.map(({ members }) => members);
}

interface Keys {
  /** What a batch has with it. */
  readonly own: readonly string[];
  /** What a batch must not have yet. */
  readonly barred: readonly string[];
}

/** One mutant per service, and of those that belong to none one per node. */
function coarseKeys({ service, node }: Mutant): Keys {
  const keys = [service ?? `node ${node}`];
  return { own: keys, barred: keys };
}

/** One mutant per daemon of a node and thing that it is about; one that is about nothing in particular is its daemon's only one. */
function fineKeys({ service, node, daemon, subjects }: Mutant): Keys {
  const place = `${node} ${daemon}`;
  const about = service === undefined ? subjects : [service];
  if (about.length === 0) return { own: [place, `${place} all`], barred: [place] };
  const keys = about.map((each) => `${place} ${each}`);
  return { own: [place, ...keys], barred: [`${place} all`, ...keys] };
}
