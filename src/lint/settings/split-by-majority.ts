/** The majority, and the items that differ from it. */
export interface Majority<Item> {
  /** The first item of the majority. */
  readonly reference: Item;
  readonly others: readonly Item[];
}

/** Splits off the majority; if several values are equally frequent, the first one counts as the majority's. */
export function splitByMajority<Item>(
  items: readonly [Item, ...Item[]],
  viewOf: (item: Item) => string,
): Majority<Item> {
  const views = items.map(viewOf);
  const frequency = new Map<string, number>();
  for (const view of views) frequency.set(view, (frequency.get(view) ?? 0) + 1);
  let [reference, most] = [0, 0];
  if (frequency.size > 1) {
    for (const [index, view] of views.entries()) {
      const count = frequency.get(view) ?? 0;
      if (count > most) [reference, most] = [index, count];
    }
  }
  return {
    reference: items[reference] ?? items[0],
    others: frequency.size > 1 ? items.filter((_, index) => views[index] !== views[reference]) : [],
  };
}
