import type { ValidDefinitions } from "../../catalog/validate/validate-definitions.ts";
import type { Report } from "../../contract/finding.ts";
import { keySpan, type MapTree, newEntries, type Tree } from "../../contract/tree.ts";
import { didYouMeanAmong } from "../../diagnostics/suggest.ts";
import { builtInProfile, builtInProfileNames } from "./built-in-layers.ts";
import { type Linearization, linearize, MOST_STEPS } from "./linearize.ts";
import { checkBottomLayer } from "./merge-layers.ts";
import { normalizeMembers } from "./normalize-members.ts";

/** A profile's own layer, and the order in which its ancestors and itself are applied. */
export interface ProfileLayer {
  readonly tree: MapTree;
  /** Weakest first; the last is the profile itself. */
  readonly order: readonly string[];
  readonly builtin: boolean;
  readonly description?: string;
}

/** Profiles that can be applied, and the order in which those of a layer are. */
export interface ProfileLayers {
  readonly layers: ReadonlyMap<string, ProfileLayer>;
  /** Names of the profiles beneath a layer, weakest first; undefined if one is unknown or broken. */
  orderOf(layer: MapTree, what: string, report: Report): readonly string[] | undefined;
}

/**
 * Collects the catalog's profiles and the built-in ones that they and the services use. Reports unknown profiles,
 * cycles, chains that are too long, and profiles without an order.
 * @param expand Nodes of a member's or group's name.
 */
export function collectProfiles(
  definitions: ValidDefinitions,
  expand: (name: Tree) => readonly string[],
  report: Report,
): ProfileLayers {
  const written = new Map<string, MapTree | undefined>();
  const parents = new Map<string, readonly string[] | undefined>();
  const orders = new Map<string, Linearization>();
  const layers = new Map<string, ProfileLayer>();
  const reported = new Set<Linearization>();
  const builtIn = builtInProfileNames();
  const meant = didYouMeanAmong([...definitions.valid.profiles.keys(), ...builtIn]);

  for (const name of definitions.valid.profiles.keys()) complete(name);
  return { layers, orderOf };

  function orderOf(layer: MapTree, what: string, note: Report): readonly string[] | undefined {
    const names = readParents(layer, what, note);
    if (names === undefined || !names.every((name) => complete(name) !== undefined)) return undefined;
    // Not the key of any profile, because no profile's name has a space; services that extend the same ones share it.
    const key = `over ${names.join(" ")}`;
    const linear = linearize(key, (name) => (name === key ? names : parentsOf(name)), orders);
    if ("order" in linear) return linear.order.slice(0, -1);
    reportNoOrder(what, layer, linear, note);
    return undefined;
  }

  function complete(name: string): ProfileLayer | undefined {
    const known = layers.get(name);
    if (known !== undefined) return known;
    const linear = linearize(name, parentsOf, orders);
    const tree = findLayer(name);
    if (tree === undefined) return undefined;
    if (!("order" in linear)) {
      // Heirs share the faults of an ancestor.
      if (!reported.has(linear)) reportNoOrder(`profiles.${name}`, tree, linear, report);
      if (!("conflict" in linear)) reported.add(linear);
      return undefined;
    }
    for (const key of NOT_INHERITED) {
      const value = tree.entries[key];
      if (value !== undefined) checkBottomLayer(value, `profiles.${name}.${key}`, report);
    }
    const description = tree.entries["description"];
    const layer: ProfileLayer = {
      tree: inheritable(normalizeMembers(tree, expand)),
      order: linear.order,
      builtin: tree.source.builtin,
      ...(description?.kind === "scalar" ? { description: String(description.value) } : {}),
    };
    layers.set(name, layer);
    for (const ancestor of linear.order) complete(ancestor);
    return layer;
  }

  /** Names that a profile extends; undefined if it, or one of them, is unknown or broken. */
  function parentsOf(name: string): readonly string[] | undefined {
    if (!parents.has(name)) {
      const tree = findLayer(name);
      parents.set(name, tree === undefined ? undefined : readParents(tree, `profiles.${name}`, report));
    }
    return parents.get(name);
  }

  function findLayer(name: string): MapTree | undefined {
    if (!written.has(name)) {
      const tree = definitions.valid.profiles.get(name) ?? builtInProfile(name);
      written.set(name, tree?.kind === "map" ? tree : undefined);
    }
    return written.get(name);
  }

  function readParents(layer: MapTree, what: string, note: Report): readonly string[] | undefined {
    const extended = layer.entries["extends"];
    if (extended === undefined) return [];
    const names: string[] = [];
    let complete = true;
    for (const tree of extended.kind === "list" ? extended.items : [extended]) {
      const name = tree.kind === "scalar" ? String(tree.value) : "";
      names.push(name);
      if (findLayer(name) !== undefined) continue;
      complete = false;
      if (!definitions.broken.has(`profiles.${name}`)) reportUnknown(name, tree, what, note);
    }
    return complete ? names : undefined;
  }

  function reportUnknown(name: string, at: Tree, what: string, note: Report): void {
    note({
      code: "reference/unknown-profile",
      message: `${what} extends ${JSON.stringify(name)}, but there is no such profile`,
      at,
      help: meant(name) ?? `built-in profiles are ${builtIn.join(", ")}`,
    });
  }

  function reportNoOrder(
    what: string,
    layer: MapTree,
    linear: Exclude<Linearization, { order: readonly string[] }>,
    note: Report,
  ): void {
    const at = layer.entries["extends"] ?? layer;
    if ("conflict" in linear) {
      note({
        code: "resolve/no-order",
        message: `${what} inherits ${linear.conflict.join(" and ")} in both orders`,
        at,
        help: "extend them in the same order everywhere",
      });
      return;
    }
    if ("unknown" in linear) return;
    if ("tooLong" in linear) reportTooLong(what, at, linear.tooLong, note);
    else reportCycle(at, linear.cycle, note);
  }

  function reportTooLong(what: string, at: Tree, path: readonly string[], note: Report): void {
    const [first = "", ...ancestors] = path;
    const profile = findLayer(first);
    const heir = profile === undefined ? what : first;
    note({
      code: "resolve/too-long",
      message: `more than ${MOST_STEPS} steps of inheritance: ${showPath([heir, ...ancestors])}`,
      at: profile?.entries["extends"] ?? at,
      help: "merge profiles that are always inherited together",
    });
  }

  function reportCycle(at: Tree, cycle: readonly string[], note: Report): void {
    note({
      code: "resolve/cycle",
      message: `profiles inherit from themselves: ${showPath(cycle)}`,
      at,
      notes: cycle.slice(0, Math.min(cycle.length - 1, MOST_SHOWN)).flatMap((name) => {
        const link = findLayer(name)?.entries["extends"];
        return link === undefined ? [] : [{ message: `${name} extends here`, at: keySpan(link) }];
      }),
      help: "remove one of these `extends`",
    });
  }
}

/** Names of a path that are shown; a longer path is abbreviated in the middle. */
const MOST_SHOWN = 8;

function showPath(path: readonly string[]): string {
  const shown = path.length > MOST_SHOWN ? [...path.slice(0, 4), "…", ...path.slice(-2)] : path;
  return shown.join(" → ");
}

/** Not inherited: a description is about one thing, and `extends` has been followed already. */
const NOT_INHERITED = ["description", "extends"];

function inheritable(layer: MapTree): MapTree {
  const entries = Object.assign(newEntries(), layer.entries);
  for (const key of NOT_INHERITED) delete entries[key];
  return { ...layer, entries };
}
