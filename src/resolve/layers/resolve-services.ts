import { validators } from "../../catalog/schema/validators.ts";
import { explainSchemaErrors } from "../../catalog/validate/explain-schema-errors.ts";
import type { ValidDefinitions } from "../../catalog/validate/validate-definitions.ts";
import type { Report } from "../../contract/finding.ts";
import type { Service as ServiceSpec } from "../../contract/language.ts";
import { find, keySpan, type MapTree, plain, type Tree } from "../../contract/tree.ts";
import { type Recorded, record, replay } from "../../diagnostics/record.ts";
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

/** What services inherit from. */
interface Inherited {
  readonly profiles: ProfileLayers;
  /** Nodes of a member's or group's name. */
  readonly expand: Expand;
  /** Absent if `defaults.service` is broken. */
  readonly beneath: Beneath | undefined;
}

export type Expand = (name: Tree, report: Report) => readonly string[];

/** What lies beneath a service's own layer, by the profiles that it applies, weakest first. */
export type Beneath = (order: readonly string[], report: Report) => MapTree;

/** Merges a service with its profiles and defaults; undefined if it is broken, which has been reported. */
export function resolveService(
  name: string,
  written: Tree,
  { profiles, expand, beneath }: Inherited,
  report: Report,
): MergedService | undefined {
  if (written.kind !== "map" || beneath === undefined) return undefined;
  const what = `services.${name}`;
  const order = profiles.orderOf(written, what, report);
  if (order === undefined) return undefined;
  const layer = normalizeMembers(written, (member) => expand(member, report));
  const tree = applyEntryDefaults(mergeLayers(beneath(order, report), layer, what, report));
  const value = plain(tree);
  if (validators.service(value)) return { spec: value, tree, profiles: order };
  explainSchemaErrors("service", tree, what, validators.service.errors ?? [], report);
  return undefined;
}

/**
 * Merges profiles in the order in which a service applies them with `defaults.service` and the built-in defaults.
 * @returns undefined if the defaults are broken
 */
export function stackServiceLayers(
  definitions: ValidDefinitions,
  profiles: ProfileLayers,
  expand: Expand,
  report: Report,
): Beneath | undefined {
  if (definitions.broken.has("defaults.service")) return undefined;
  const beneath = stackProfiles(mergeDefaults(definitions, expand, report), profiles);
  for (const { order } of profiles.layers.values()) beneath(order, report);
  return beneath;
}

function mergeDefaults(definitions: ValidDefinitions, expand: Expand, report: Report): MapTree {
  const builtIn = builtInDefaults("service");
  const written = definitions.valid.defaults.get("service");
  if (written?.kind !== "map") return builtIn;
  reportExtends(written, report);
  reportAccess(written, report);
  return mergeLayers(
    builtIn,
    normalizeMembers(written, (member) => expand(member, report)),
    "defaults.service",
    report,
  );
}

/** Merges profiles with the defaults. Services with the same profiles, or the same first ones, share the result. */
function stackProfiles(bottom: MapTree, profiles: ProfileLayers): Beneath {
  const root: Stack = { merged: { result: bottom, drafts: [] }, above: new Map() };
  return (order, report) => {
    let stack = root;
    for (const name of order) {
      const beneath = stack.merged.result;
      let next = stack.above.get(name);
      if (next === undefined) {
        const layer = profiles.layers.get(name);
        const merged = record((note) =>
          layer === undefined ? beneath : mergeLayers(beneath, layer.tree, `profiles.${name}`, note),
        );
        next = { merged, above: new Map() };
        stack.above.set(name, next);
      }
      replay(next.merged, report);
      stack = next;
    }
    return stack.merged.result;
  };
}

/** Profiles merged in one order, and the stacks that continue this order. */
interface Stack {
  readonly merged: Recorded<MapTree>;
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
