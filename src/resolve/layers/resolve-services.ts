import { validators } from "../../catalog/schema/validators.ts";
import { explainSchemaErrors } from "../../catalog/validate/explain-schema-errors.ts";
import type { ValidDefinitions } from "../../catalog/validate/validate-definitions.ts";
import type { Report } from "../../contract/finding.ts";
import type { Service as ServiceSpec } from "../../contract/language.ts";
import { find, keySpan, type MapTree, plain, type Tree } from "../../contract/tree.ts";
import { applyEntryDefaults } from "./apply-entry-defaults.ts";
import { builtInDefaults } from "./built-in-layers.ts";
import { mergeLayers } from "./merge-layers.ts";
import { normalizeMembers } from "./normalize-members.ts";
import type { ProfileLayers } from "./profile-layers.ts";

/** A service with its layers merged, not yet linked. */
export interface MergedService {
  readonly spec: ServiceSpec;
  readonly tree: MapTree;
  /** Names of the profiles applied, weakest first. */
  readonly profiles: readonly string[];
}

/**
 * Merges each service with its profiles, `defaults.service` and the built-in defaults. Broken ones are left out; their
 * faults have been reported.
 * @param expand Nodes of a member's or group's name.
 */
export function resolveServices(
  definitions: ValidDefinitions,
  profiles: ProfileLayers,
  expand: (name: Tree) => readonly string[],
  report: Report,
): ReadonlyMap<string, MergedService> {
  const services = new Map<string, MergedService>();
  if (definitions.broken.has("defaults.service")) return services;
  const beneath = stackProfiles(mergeDefaults(definitions, expand, report), profiles, report);
  for (const { order } of profiles.layers.values()) beneath(order);
  for (const [name, written] of definitions.valid.services) {
    if (written.kind !== "map") continue;
    const what = `services.${name}`;
    const order = profiles.orderOf(written, what);
    if (order === undefined) continue;
    const layer = normalizeMembers(written, expand);
    const tree = applyEntryDefaults(mergeLayers(beneath(order), layer, what, report));
    const value = plain(tree);
    if (validators.service(value)) services.set(name, { spec: value, tree, profiles: order });
    else explainSchemaErrors("service", tree, what, validators.service.errors ?? [], report);
  }
  return services;
}

function mergeDefaults(
  definitions: ValidDefinitions,
  expand: (name: Tree) => readonly string[],
  report: Report,
): MapTree {
  const builtIn = builtInDefaults("service");
  const written = definitions.valid.defaults.get("service");
  if (written?.kind !== "map") return builtIn;
  reportExtends(written, report);
  reportAccess(written, report);
  return mergeLayers(builtIn, normalizeMembers(written, expand), "defaults.service", report);
}

/** Merges profiles with the defaults. Services with the same profiles, or the same first ones, share the result. */
function stackProfiles(
  bottom: MapTree,
  profiles: ProfileLayers,
  report: Report,
): (order: readonly string[]) => MapTree {
  const root: Stack = { tree: bottom, above: new Map() };
  return (order) => {
    let stack = root;
    for (const name of order) {
      let next = stack.above.get(name);
      if (next === undefined) {
        const layer = profiles.layers.get(name);
        const tree = layer === undefined ? stack.tree : mergeLayers(stack.tree, layer.tree, `profiles.${name}`, report);
        next = { tree, above: new Map() };
        stack.above.set(name, next);
      }
      stack = next;
    }
    return stack.tree;
  };
}

/** Profiles merged in one order, and the stacks that continue this order. */
interface Stack {
  readonly tree: MapTree;
  readonly above: Map<string, Stack>;
}

/** Defaults are beneath all profiles: what they extended would be applied to nothing. */
function reportExtends(defaults: MapTree, report: Report): void {
  const written = defaults.entries["extends"];
  if (written === undefined) return;
  report({
    code: "resolve/extends-in-defaults",
    message: "`extends` is not allowed in defaults",
    at: keySpan(written),
    help: "extend the profile in each service, or in the profiles that they extend",
  });
}

/** Access must be visible in the service itself, not hidden in defaults. */
function reportAccess(defaults: MapTree, report: Report): void {
  const places = [defaults.entries["access"]];
  for (const section of ["frontends", "routes"]) {
    const map = defaults.entries[section];
    if (map?.kind === "map") for (const name of Object.keys(map.entries)) places.push(find(map, [name, "access"]));
  }
  for (const access of places) {
    if (access === undefined) continue;
    report({
      code: "resolve/access-in-defaults",
      message: "`access` is not allowed in defaults",
      at: keySpan(access),
      help: "set it in profiles or services, where people who read the service see it",
    });
  }
}
