import type { Report } from "../../contract/finding.ts";
import {
  above,
  isHeaders,
  keySpan,
  type ListTree,
  type MapTree,
  newEntries,
  type Path,
  type Tree,
} from "../../contract/tree.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";

/**
 * Rules for merging a stronger layer into a weaker one (docs/language.md has them as a table):
 *
 * - maps merge, key by key; scalars and lists replace;
 * - `!append [..]` and `!prepend [..]` extend an inherited list;
 * - `null` removes something inherited. It is an error if nothing is inherited, for `access` and its `except`, and for
 *   anything that contains one: nothing becomes wider by omission;
 * - in `request_headers` and `response_headers` `null` is a value: the header is removed from messages;
 * - a check with another `type`, and `balance` and `persistence` with another `by`, replace the inherited one; `vip`
 *   is replaced as a whole.
 *
 * A value that replaced another keeps it in `over`.
 */
export function mergeLayers(weaker: MapTree, stronger: MapTree, what: string, report: Report): MapTree {
  return mergeMaps(weaker, stronger, [what], report);
}

/** A layer with nothing beneath it: anything that removes or extends something there is an error. */
export function checkBottomLayer(layer: Tree, what: string, report: Report): void {
  adopt(layer, [what], [], report);
}

function mergeMaps(weaker: MapTree, stronger: MapTree, path: Path, report: Report): MapTree {
  const entries = Object.assign(newEntries(), weaker.entries);
  const siblings = Object.keys(weaker.entries);
  for (const [name, over] of Object.entries(stronger.entries)) {
    const base = weaker.entries[name];
    if (base === undefined) adopt(over, [...path, name], siblings, report);
    entries[name] = base === undefined ? over : mergeValues(base, over, [...path, name], weaker, report);
  }
  return above(weaker, { ...stronger, entries });
}

function mergeValues(base: Tree, over: Tree, path: Path, parent: MapTree, report: Report): Tree {
  if (isHeaders(path.slice(0, -1))) return above(base, over);
  const removed = isNull(base);
  if (isNull(over)) {
    if (removed) reportNothingToRemove(over, path, Object.keys(parent.entries), report);
    const restriction = removed ? undefined : findRestriction(base, path);
    if (restriction === undefined) return above(base, over);
    reportAccessRemoved(restriction, over, path, report);
    return base;
  }
  if (removed) {
    adopt(over, path, [], report);
    return above(base, over);
  }
  if (over.kind === "list" && over.extend !== undefined) return extendList(base, over);
  if (over.kind === "map" && base.kind === "map" && !replaces(base, over, path))
    return mergeMaps(base, over, path, report);
  adopt(over, path, [], report);
  return above(base, over);
}

function isNull(tree: Tree): boolean {
  return tree.kind === "scalar" && tree.value === null;
}

/** The restriction that would be removed with a value: `access`, its `except`, or an `access` anywhere inside. */
function findRestriction(tree: Tree, path: Path): Tree | undefined {
  const [outer, key] = path.slice(-2);
  if (isNull(tree)) return undefined;
  if (key === "access" || (key === "except" && outer !== "limits")) return tree;
  if (tree.kind !== "map") return undefined;
  for (const [name, entry] of Object.entries(tree.entries)) {
    const found = findRestriction(entry, [...path, name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function replaces(base: MapTree, over: MapTree, path: Path): boolean {
  if (over.whole === true || path.at(-1) === "vip") return true;
  const key = kindKey(path);
  if (key === undefined) return false;
  const [old, now] = [base.entries[key], over.entries[key]];
  return old?.kind === "scalar" && now?.kind === "scalar" && old.value !== now.value;
}

/** The key that changes what a map is. In a map of headers `type` and `by` are names like any other. */
function kindKey(path: Path): "type" | "by" | undefined {
  const [section, key] = path.slice(-2);
  if (key === "balance" || key === "persistence") return "by";
  return key === "check" || section === "checks" ? "type" : undefined;
}

function extendList(base: Tree, over: ListTree): Tree {
  const inherited = base.kind === "list" ? base.items : [base];
  const items = over.extend === "append" ? [...inherited, ...over.items] : [...over.items, ...inherited];
  const { extend: _, ...list } = over;
  return above(base, { ...list, items });
}

/** Finds what removes or extends something inside a value that inherits nothing. */
function adopt(tree: Tree, path: Path, siblings: readonly string[], report: Report): void {
  const list = tree.kind === "map" ? tree.written : tree;
  if (list?.kind === "list" && list.extend !== undefined && !isOfBackend(path)) {
    reportNothingToExtend(list, path.join("."), report);
  }
  if (tree.kind === "map") {
    for (const [name, entry] of Object.entries(tree.entries)) adopt(entry, [...path, name], [], report);
  } else if (isNull(tree) && !isHeaders(path.slice(0, -1))) reportNothingToRemove(tree, path, siblings, report);
}

/** Members of a backend extend those of the service, which are known once all layers are merged. */
function isOfBackend(path: Path): boolean {
  return path.at(-3) === "backends" && path.at(-1) === "members";
}

/** `!append` or `!prepend` over nothing. */
export function reportNothingToExtend(list: ListTree, where: string, report: Report): void {
  report({
    code: "resolve/nothing-to-extend",
    message: `nothing to extend with !${list.extend}: no list is inherited at ${where}`,
    at: list,
    help: `write the list without !${list.extend}`,
  });
}

function reportNothingToRemove(tree: Tree, path: Path, siblings: readonly string[], report: Report): void {
  const better = didYouMean(String(path.at(-1)), siblings);
  report({
    code: "resolve/nothing-to-remove",
    message: `nothing to remove: no value is inherited at ${path.join(".")}`,
    at: keySpan(tree),
    help: better ?? "remove the line",
  });
}

function reportAccessRemoved(restriction: Tree, over: Tree, path: Path, report: Report): void {
  report({
    code: "resolve/access-removed",
    message: `null at ${path.join(".")} would remove a restriction`,
    at: keySpan(over),
    notes: [{ message: "the restriction is set here", at: keySpan(restriction) }],
    help: "write the access that you want, such as {from: [world]}; access never becomes wider by omission",
  });
}
