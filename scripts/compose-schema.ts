import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import deepmerge from "deepmerge";

/** JSON Schema, as far as the composer examines it. */
export type Schema = { [key: string]: unknown };

const SECTIONS = {
  fleet: { $ref: "#/$defs/fleetLayer", description: "Settings that all services and nodes share." },
  networks: section("network", "Networks by name; `world` is built in."),
  teams: section("team", "Teams that own services."),
  groups: section(
    "group",
    "Groups of nodes. They are declared so that a misspelt name is an error and not an empty group.",
  ),
  vips: section("vipLayer", "Virtual IP addresses (VIPs) by name."),
  certificates: section("certificate", "Certificates by name."),
  nodes: section("nodeLayer", "Machines by name."),
  profiles: section("serviceLayer", "Profiles: what services inherit from.", "profileName"),
  services: section("serviceLayer", "Services by name."),
  defaults: {
    description: "Defaults: the layer below all profiles and services, all nodes, and all VIPs.",
    type: "object",
    additionalProperties: false,
    properties: {
      service: { description: "Defaults of every profile and service.", $ref: "#/$defs/serviceLayer" },
      node: { description: "Defaults of every node.", $ref: "#/$defs/nodeLayer" },
      vip: { description: "Defaults of every VIP.", $ref: "#/$defs/vipLayer" },
    },
  },
};

function section(def: string, description: string, names = "name"): Schema {
  return {
    description,
    type: "object",
    propertyNames: { $ref: `#/$defs/${names}` },
    additionalProperties: { $ref: `#/$defs/${def}` },
  };
}

/**
 * Joins `schemas/*.json` and each generator's `schema.json` into one schema. Definitions ending in `Layer` describe
 * what is written in one layer: nothing is required there, because another layer may set it. An entry that is null, and
 * so removes what is inherited, is no part of it: resolution handles removals.
 */
export function composeSchema(root: string): Schema {
  const own = deepmerge.all(readDefinitions(root)) as Record<string, Schema>;
  const defs = deepmerge.all([own, ...generatorOptions(root, own)]) as Record<string, Schema>;
  addEmitSwitches(root, defs);
  for (const name of ["fleet", "node", "service", "vip"]) addLayer(defs, name);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Catalog of intentlb",
    description: "One file of a catalog: any sections, in any order.",
    type: "object",
    additionalProperties: false,
    properties: SECTIONS,
    $defs: defs,
  };
}

function readDefinitions(root: string): Schema[] {
  return ["common.json", "fleet.json", "inventory.json", "service.json"].map(
    (file) => JSON.parse(readFileSync(join(root, "schemas", file), "utf8")).$defs,
  );
}

/** Each generator's options where the language offers them, and in `fleet.targets` the versions of its daemon. */
function generatorOptions(root: string, own: Readonly<Record<string, Schema>>): Schema[] {
  const names = readdirSync(join(root, "generators")).sort();
  return names.flatMap((name) => {
    const file = `generators/${name}/schema.json`;
    if (!existsSync(join(root, file))) return [];
    const { target, ...places } = JSON.parse(readFileSync(join(root, file), "utf8")) as Record<string, Schema>;
    const unknown = Object.keys(places).find((place) => own[place]?.["properties"] === undefined);
    if (unknown !== undefined) throw new Error(`${file}: nothing is called ${unknown}`);
    const targets = { fleet: { properties: { targets: { properties: { [name]: target } } } } };
    const options = mapValues(places, (schema) => ({ properties: { [name]: schema } }));
    return target === undefined ? [options] : [targets, options];
  });
}

/** Adds a switch for each generator that the schema itself does not list. */
function addEmitSwitches(root: string, defs: Record<string, Schema>): void {
  const node = defs["node"]?.["properties"] as { emit: { properties: Record<string, Schema> } };
  for (const name of readdirSync(join(root, "generators")).sort()) {
    if (!existsSync(join(root, "generators", name, "index.ts"))) continue;
    node.emit.properties[name] ??= { description: `Whether ${name}'s configuration is generated.`, type: "boolean" };
  }
}

/** Adds `<name>Layer`, and a layer of each object that it refers to. */
function addLayer(defs: Record<string, Schema>, name: string): string {
  const layerName = `${name}Layer`;
  if (defs[layerName] !== undefined) return layerName;
  const source = defs[name];
  if (source === undefined) throw new Error(`no definition is called ${name}`);
  defs[layerName] = {};
  defs[layerName] = toLayer(source);
  return layerName;

  function toLayer(schema: Schema): Schema {
    const layer: Schema = {};
    for (const [key, value] of Object.entries(schema)) {
      if (key === "required" || key === "minProperties") continue;
      if (key === "properties") layer[key] = mapValues(value as Record<string, Schema>, toLayer);
      else if (key === "additionalProperties" && typeof value === "object") layer[key] = toLayer(value as Schema);
      else if (key === "anyOf") layer[key] = (value as Schema[]).map(toLayer);
      else if (key === "$ref") layer[key] = toLayerRef(value as string);
      else layer[key] = value;
    }
    return layer;
  }

  function toLayerRef(ref: string): string {
    const match = /^#\/\$defs\/([A-Za-z0-9]+)$/.exec(ref);
    const target = match?.[1];
    if (target === undefined || !holdsObject(defs, target)) return ref;
    return `#/$defs/${addLayer(defs, target)}`;
  }
}

/** Whether a definition is an object or may be one: only then does its layer differ. */
function holdsObject(defs: Record<string, Schema>, name: string): boolean {
  const text = JSON.stringify(defs[name]);
  return (
    defs[name]?.["type"] === "object" ||
    (defs[name]?.["anyOf"] !== undefined && text.includes("object")) ||
    name === "members"
  );
}

/** The object with each of its values changed. */
export function mapValues(object: Record<string, Schema>, change: (value: Schema) => Schema): Record<string, Schema> {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}
