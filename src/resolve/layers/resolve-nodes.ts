import { validators } from "../../catalog/schema/validators.ts";
import { explainSchemaErrors } from "../../catalog/validate/explain-schema-errors.ts";
import type { ValidDefinitions } from "../../catalog/validate/validate-definitions.ts";
import type { Report } from "../../contract/finding.ts";
import type { Fleet as FleetSpec, Node as NodeSpec } from "../../contract/language.ts";
import { type MapTree, plain } from "../../contract/tree.ts";
import { builtInDefaults } from "./built-in-layers.ts";
import { checkBottomLayer, mergeLayers } from "./merge-layers.ts";

/** A node with its layers merged, not yet linked. */
export interface MergedNode {
  readonly spec: NodeSpec;
  readonly tree: MapTree;
}

/** Merges each node with `defaults.node` and the built-in defaults. Broken ones are left out. */
export function resolveNodes(definitions: ValidDefinitions, report: Report): ReadonlyMap<string, MergedNode> {
  const nodes = new Map<string, MergedNode>();
  if (definitions.broken.has("defaults.node")) return nodes;
  let base = builtInDefaults("node");
  const defaults = definitions.valid.defaults.get("node");
  if (defaults?.kind === "map") base = mergeLayers(base, defaults, "defaults.node", report);
  for (const [name, layer] of definitions.valid.nodes) {
    if (layer.kind !== "map") continue;
    const what = `nodes.${name}`;
    const tree = mergeLayers(base, layer, what, report);
    const value = plain(tree);
    if (validators.node(value)) nodes.set(name, { spec: value, tree });
    else explainSchemaErrors("node", tree, what, validators.node.errors ?? [], report);
  }
  return nodes;
}

/** The fleet's own section with its layers merged. */
export interface MergedFleet {
  readonly spec: FleetSpec;
  readonly tree: MapTree;
}

/** The fleet merged with the built-in defaults; undefined if something is missing. */
export function resolveFleet(fleet: MapTree, report: Report): MergedFleet | undefined {
  checkBottomLayer(fleet, "fleet", report);
  const tree = mergeLayers(builtInDefaults("fleet"), fleet, "fleet", () => {});
  const value = plain(tree);
  if (validators.fleet(value)) return { spec: value, tree };
  explainSchemaErrors("fleet", tree, "fleet", validators.fleet.errors ?? [], report);
  return undefined;
}
