import type { Fleet, Service } from "../../contract/fleet.ts";
import { keySpan, type Path, plain, type Tree } from "../../contract/tree.ts";
import { formatPlaceFor } from "../report/place.ts";
import type { ShowPath } from "../report/show-path.ts";
import { nameLayer } from "./name-layer.ts";

/**
 * Lines that show where a value of a service was set: for a scalar or list with each layer that it overrode, nearest
 * first; for a map with the origin of everything in it.
 */
export function describeOrigin(fleet: Fleet, service: Service, path: Path, tree: Tree, showPath: ShowPath): string[] {
  const name = [service.name, ...path].join(".");
  const origin = (at: Tree) => [nameLayer(fleet, service, keySpan(at)), formatPlaceFor(keySpan(at), showPath)];
  if (tree.kind === "map") {
    const rows = leaves(tree).map((leaf) => [`${leaf.path.join(".")} = ${write(leaf.tree)}`, ...origin(leaf.tree)]);
    return [name, ...alignColumns(rows)];
  }
  const rows = [["set by", ...origin(tree)]];
  for (let over = tree.over; over !== undefined; over = over.over)
    rows.push(["overrides", ...origin(over), write(over)]);
  return [`${name} = ${write(tree)}`, ...alignColumns(rows)];
}

/** Every value that is not a map, with its path. */
function leaves(tree: Tree, path: Path = []): { path: Path; tree: Tree }[] {
  if (tree.kind !== "map" || Object.keys(tree.entries).length === 0) return [{ path, tree }];
  return Object.entries(tree.entries).flatMap(([key, entry]) => leaves(entry, [...path, key]));
}

function write(tree: Tree): string {
  if (tree.kind === "scalar" && tree.value === null) return "null (removed)";
  return JSON.stringify(plain(tree));
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1, 2].map((column) => Math.min(50, Math.max(...rows.map((row) => row[column]?.length ?? 0))));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")}`.trimEnd());
}
