import type { Tree } from "../../contract/tree.ts";
import { type Schema, unfold } from "../schema/schema-at.ts";

/** Keys that a single value in place of a map is meant for, if nothing else decides. */
const USUAL = ["certificate", "backend", "nodes", "to", "file"];

const LONGEST = 60;

/**
 * How to write a value as the required map: `world` as `{from: [world]}`, a list of maps as a map by name.
 * @param schema What the map must be once all layers are merged.
 * @param name Key of the value.
 */
export function helpToMap(tree: Tree, schema: Schema, name: string): string | undefined {
  if (schema.properties === undefined) return tree.kind === "list" ? helpToName(tree) : undefined;
  const key = obviousKey(tree, schema);
  const text = tree.source.text.slice(tree.start, tree.end).trim();
  if (key === undefined || text.includes("\n") || text.length > LONGEST) return undefined;
  const isList = unfold(schema.properties[key] ?? {}).type === "array";
  return `write \`${name}: {${key}: ${isList && tree.kind !== "list" ? `[${text}]` : text}}\``;
}

function obviousKey(tree: Tree, schema: Schema): string | undefined {
  const { properties = {}, required = [] } = schema;
  const [only, ...more] = required;
  if (only !== undefined && more.length === 0 && accepts(properties[only], tree)) return only;
  if (tree.kind === "map") return undefined;
  if (tree.kind === "list") return USUAL.find((key) => Object.hasOwn(properties, key) && key === "nodes");
  const { value } = tree;
  const chosen = Object.keys(properties).find((key) => unfold(properties[key] ?? {}).enum?.includes(value));
  if (chosen !== undefined) return chosen;
  if (typeof value === "number") return Object.hasOwn(properties, "port") ? "port" : undefined;
  if (typeof value !== "string") return undefined;
  if (Object.hasOwn(properties, "ipv4") && /^[\d.]+(?:\/\d+)?$/.test(value)) return "ipv4";
  if (Object.hasOwn(properties, "ipv6") && value.includes(":")) return "ipv6";
  return USUAL.find((key) => Object.hasOwn(properties, key));
}

/** Whether the value fits a property, by its type alone. */
function accepts(schema: Schema | undefined, tree: Tree): boolean {
  const { type, anyOf } = unfold(schema ?? {});
  if (tree.kind === "list") return type === "array" || (anyOf ?? []).some((branch) => accepts(branch, tree));
  if (tree.kind === "map") return false;
  return type === undefined || type === "array" || type === typeof tree.value;
}

/** `[{name: web1}, {name: web2, backup: true}]` and `[{web1: {…}}]` as a map by name. */
export function helpToName(list: Tree): string | undefined {
  if (list.kind !== "list" || !list.items.some((item) => item.kind === "map")) return undefined;
  const entries = list.items.slice(0, 2).flatMap((item) => {
    if (item.kind !== "map") return item.kind === "scalar" ? [`${String(item.value)}: {}`] : [];
    const { name, ...others } = item.entries;
    const rest = Object.keys(others);
    if (name?.kind === "scalar") return [`${String(name.value)}: ${rest.length === 0 ? "{}" : "{…}"}`];
    // A name with nothing below it has been left out of the element.
    const key = /^([\w./-]+):(?:\s|$)/.exec(item.source.text.slice(item.start))?.[1] ?? rest[0];
    return key === undefined ? [] : [`${key}: {…}`];
  });
  const more = list.items.length > entries.length ? ", …" : "";
  return `write a map by name, without dashes: {${entries.join(", ")}${more}}`;
}
