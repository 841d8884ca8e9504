/** Groups elements that share a key, directly or through others. Groups and their elements keep the given order. */
export function joinShared<Item>(items: readonly Item[], keysOf: (item: Item) => readonly string[]): Item[][] {
  let groups: { readonly items: ReadonlySet<Item>; readonly keys: ReadonlySet<string> }[] = [];
  for (const item of items) {
    const keys = keysOf(item);
    const touched = groups.filter((group) => keys.some((key) => group.keys.has(key)));
    const joined = {
      items: new Set([...touched.flatMap((group) => [...group.items]), item]),
      keys: new Set([...touched.flatMap((group) => [...group.keys]), ...keys]),
    };
    const [first] = touched;
    const place = first === undefined ? groups.length : groups.indexOf(first);
    groups = groups.toSpliced(place, 0, joined).filter((group) => !touched.includes(group));
  }
  return groups.map((group) => items.filter((item) => group.items.has(item)));
}
