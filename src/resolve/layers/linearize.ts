/** The order in which a name's ancestors are applied, or why there is none. */
export type Linearization =
  | {
      readonly order: readonly string[];
      /** The longest path to an ancestor: each name extends the next. */
      readonly longest: readonly string[];
    }
  /** Each name extends the next; the last is the first again. */
  | { readonly cycle: readonly string[] }
  /** Two names that are required in both orders. */
  | { readonly conflict: readonly [string, string] }
  /** Each name extends the next, over more than `MOST_STEPS` steps. */
  | { readonly tooLong: readonly string[] }
  /** An ancestor that does not exist. */
  | { readonly unknown: string };

/** More steps from a name to an ancestor are a mistake: nobody could follow them. */
export const MOST_STEPS = 64;

/**
 * A name and its ancestors, weakest first: C3 as Python orders classes (M. Simionato, "The Python 2.3 Method Resolution
 * Order"), with later parents before earlier ones. Each ancestor appears once, before everything that extends it.
 * @param parents Names that a name extends, in the order written; undefined if the name does not exist.
 * @param known Linearizations so far; filled.
 */
export function linearize(
  name: string,
  parents: (name: string) => readonly string[] | undefined,
  known: Map<string, Linearization>,
): Linearization {
  // Each extends the next and has parents still to visit. A catalog's chain may be longer than the call stack allows.
  const path = [name];
  const left = new Map([[name, [...(parents(name) ?? [])]]]);
  for (let last = path.at(-1); last !== undefined && !known.has(name); last = path.at(-1)) {
    const next = left.get(last)?.pop();
    if (next === undefined) {
      known.set(last, join(last, parents(last), known));
      left.delete(last);
      path.pop();
    } else if (left.has(next)) {
      const circle = { cycle: [...path.slice(path.indexOf(next)), next] };
      for (const each of path) known.set(each, circle);
    } else if (!known.has(next)) {
      path.push(next);
      left.set(next, [...(parents(next) ?? [])]);
    }
  }
  return lookUp(name, known);
}

function lookUp(name: string, known: ReadonlyMap<string, Linearization>): Linearization {
  const found = known.get(name);
  if (found === undefined) throw new Error(`${name} was left out`);
  return found;
}

/** The linearization of a name from those of its parents. */
function join(
  name: string,
  parents: readonly string[] | undefined,
  known: ReadonlyMap<string, Linearization>,
): Linearization {
  if (parents === undefined) return { unknown: name };
  const sequences: string[][] = [];
  let longest: readonly string[] = [];
  for (const parent of [...parents].reverse()) {
    const ancestors = lookUp(parent, known);
    if (!("order" in ancestors)) return ancestors;
    sequences.push([...ancestors.order]);
    if (ancestors.longest.length > longest.length) longest = ancestors.longest;
  }
  if (longest.length > MOST_STEPS) return { tooLong: [name, ...longest] };
  const merged = merge(name, [...sequences, [...parents]]);
  return "conflict" in merged ? merged : { ...merged, longest: [name, ...longest] };
}

/**
 * C3's merge: takes the first head that is in no other tail, until nothing is left. The head of a sequence is its last.
 * @param sequences Names, weakest first; emptied.
 */
function merge(
  name: string,
  sequences: readonly string[][],
): { order: readonly string[] } | { conflict: [string, string] } {
  const strongestFirst = [name];
  const tails = countTails(sequences);
  let rest = sequences.filter((sequence) => sequence.length > 0);
  while (rest.length > 0) {
    const next = rest.map(headOf).find((head) => (tails.get(head) ?? 0) === 0);
    if (next === undefined) return { conflict: findConflict(rest) };
    strongestFirst.push(next);
    for (const sequence of rest) {
      if (headOf(sequence) !== next) continue;
      sequence.pop();
      const head = headOf(sequence);
      tails.set(head, (tails.get(head) ?? 0) - 1);
    }
    rest = rest.filter((sequence) => sequence.length > 0);
  }
  return { order: strongestFirst.reverse() };
}

function headOf(sequence: readonly string[]): string {
  return sequence.at(-1) ?? "";
}

/** Number of tails that contain each name. */
function countTails(sequences: readonly (readonly string[])[]): Map<string, number> {
  const tails = new Map<string, number>();
  for (const sequence of sequences) {
    for (const name of sequence.slice(0, -1)) tails.set(name, (tails.get(name) ?? 0) + 1);
  }
  return tails;
}

function findConflict(sequences: readonly (readonly string[])[]): [string, string] {
  const head = headOf(sequences[0] ?? []);
  const blocking = sequences.find((sequence) => sequence.includes(head) && headOf(sequence) !== head);
  return [head, headOf(blocking ?? [])];
}
