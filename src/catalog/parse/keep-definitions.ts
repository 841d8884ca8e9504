import { type MapTree, newEntries, type Tree } from "../../contract/tree.ts";

/**
 * Puts the definitions of the last time in place of equal ones, wherever they are in the file now: they stay the same objects, and
 * their places are found by `current`.
 * @param last the file as it was
 * @param now the same file, parsed again
 */
export function keepDefinitions(last: Tree | undefined, now: Tree): Tree {
  if (last?.kind !== "map" || now.kind !== "map") return now;
  return withEntries(now, (section, tree) => {
    const before = last.entries[section];
    if (before?.kind !== "map" || tree.kind !== "map") return tree;
    return withEntries(tree, (name, definition) => kept(before.entries[name], definition));
  });
}

function withEntries(map: MapTree, change: (name: string, tree: Tree) => Tree): MapTree {
  const entries = newEntries();
  for (const [name, tree] of Object.entries(map.entries)) entries[name] = change(name, tree);
  return { ...map, entries };
}

function kept(last: Tree | undefined, now: Tree): Tree {
  if (last === undefined) return now;
  const delta = now.start - last.start;
  if (textOf(last) !== textOf(now) || !isShifted(last, now, delta)) return now;
  last.source.move(startOf(last), last.end, { source: now.source, delta });
  return last;
}

/** From its key to its end. */
function textOf(tree: Tree): string {
  return tree.source.text.slice(startOf(tree), tree.end);
}

function startOf({ key, start }: Tree): number {
  return key?.[0] ?? start;
}

/** Whether a value is the same in all but its place: what an alias stands for, or a fault, may be another although the text is not. */
function isShifted(last: Tree, now: Tree, delta: number): boolean {
  if (last.faulty === true || now.faulty === true) return false;
  if (now.start - last.start !== delta || now.end - last.end !== delta) return false;
  if ((now.key?.[0] ?? 0) - (last.key?.[0] ?? 0) !== (now.key === undefined ? 0 : delta)) return false;
  if (last.kind === "scalar") return now.kind === "scalar" && last.value === now.value && last.blank === now.blank;
  if (last.kind === "list") {
    return (
      now.kind === "list" &&
      last.extend === now.extend &&
      last.items.length === now.items.length &&
      last.items.every((item, index) => now.items[index] !== undefined && isShifted(item, now.items[index], delta))
    );
  }
  if (now.kind !== "map" || last.incomplete === true || now.incomplete === true) return false;
  const names = Object.keys(last.entries);
  const others = Object.keys(now.entries);
  return (
    names.length === others.length &&
    names.every((name, index) => {
      const [before, after] = [last.entries[name], now.entries[name]];
      return name === others[index] && before !== undefined && after !== undefined && isShifted(before, after, delta);
    })
  );
}
