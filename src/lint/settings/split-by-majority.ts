/** What most say, and those who say otherwise. */
export interface Majority<Item> {
  /** The first of those who agree with most. */
  readonly reference: Item;
  readonly others: readonly Item[];
}

/** Splits by what most say; where several views are equally frequent, the first one counts as the majority's. */
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
