/** The order in which a name's ancestors are applied, or why there is none. */
export type Linearization =
  | { readonly order: readonly string[] }
  /** Each name extends the next; the last is the first again. */
  | { readonly cycle: readonly string[] }
  /** Two names that are wanted in both orders. */
  | { readonly conflict: readonly [string, string] };

/**
 * Ancestors of a name and itself, weakest first: C3 as Python orders classes (M. Simionato, "The Python 2.3 Method
 * Resolution Order"), with later parents before earlier ones. Each ancestor stands once, before whatever extends it.
 * @param parents Names that a name extends, in the order written.
 * @param known Linearizations made so far; filled.
 */
export function linearize(
  name: string,
  parents: (name: string) => readonly string[],
  known: Map<string, Linearization>,
  open: readonly string[] = [],
): Linearization {
  const done = known.get(name);
  if (done !== undefined) return done;
  const start = open.indexOf(name);
  if (start !== -1) return { cycle: [...open.slice(start), name] };
  const strongest = [...parents(name)].reverse();
  const sequences: string[][] = [];
  for (const parent of strongest) {
    const ancestors = linearize(parent, parents, known, [...open, name]);
    if (!("order" in ancestors)) return keep(known, name, ancestors);
    sequences.push([...ancestors.order].reverse());
  }
  return keep(known, name, merge(name, [...sequences, strongest]));
}

function keep(known: Map<string, Linearization>, name: string, result: Linearization): Linearization {
  known.set(name, result);
  return result;
}

/** C3's merge: takes the first head that stands in no other tail, until nothing is left. */
function merge(name: string, sequences: readonly (readonly string[])[]): Linearization {
  const strongestFirst = [name];
  let rest = sequences.filter((sequence) => sequence.length > 0);
  while (rest.length > 0) {
    const next = rest
      .map((sequence) => sequence[0] ?? "")
      .find((head) => rest.every((other) => other.indexOf(head) <= 0));
    if (next === undefined) return { conflict: findConflict(rest) };
    strongestFirst.push(next);
    rest = rest
      .map((sequence) => (sequence[0] === next ? sequence.slice(1) : sequence))
      .filter((sequence) => sequence.length > 0);
  }
  return { order: strongestFirst.reverse() };
}

function findConflict(sequences: readonly (readonly string[])[]): [string, string] {
  const head = sequences[0]?.[0] ?? "";
  const blocking = sequences.find((sequence) => sequence.indexOf(head) > 0);
  return [head, blocking?.[0] ?? ""];
}
