import { find, type Tree } from "../../contract/tree.ts";
import { readPackageFile } from "../../package-files.ts";

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly format?: string;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  /** What to write, for messages: "a port number from 1 to 65535". */
  readonly "x-expects"?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly $defs?: Readonly<Record<string, Schema>>;
}

let bundle: Schema | undefined;

/** The schema next to the validators. Read only if there is something to explain. */
function loadBundle(): Schema {
  bundle ??= JSON.parse(readPackageFile("dist/validators.schema.json")) as Schema;
  return bundle;
}

/**
 * The schema of a value inside a definition's value. ajv's own schema paths start at whichever piece of code found the
 * error, so the path is walked again; at an `anyOf`, the branch that the value's shape is meant for is taken.
 * @param definition Name of the definition that the tree was validated against, such as `serviceLayer`.
 */
export function schemaAt(definition: string, tree: Tree, path: readonly string[]): Schema {
  return choose(allSchemasAt(definition, tree, path), find(tree, path));
}

/** The schema of a value with all branches that it may take, regardless of its shape. */
export function allSchemasAt(definition: string, tree: Tree, path: readonly string[]): Schema {
  let schema: Schema = { $ref: `#/$defs/${definition}` };
  for (const [index, step] of path.entries()) {
    const outer = choose(schema, find(tree, path.slice(0, index)));
    const inner = outer.properties?.[step] ?? outer.items ?? outer.additionalProperties;
    if (typeof inner !== "object") return {};
    schema = inner;
  }
  return schema;
}

/** Name of a definition once all its layers are merged: its keys are required there. */
export function wholeOf(definition: string): string {
  const whole = definition.replace(/Layer$/, "");
  return loadBundle().$defs?.[whole] === undefined ? definition : whole;
}

/** Follows `$ref`s, but no branch of an `anyOf`. */
export function unfold(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...outer } = schema;
  return { ...unfold(loadBundle().$defs?.[$ref.replace("#/$defs/", "")] ?? {}), ...outer };
}

/** Schemas of the sections of a file, by name. */
export function sectionSchemas(): Readonly<Record<string, Schema>> {
  return loadBundle().properties ?? {};
}

/** What a schema of names expects, for messages. */
export function expectedNames(schema: Schema): string | undefined {
  return choose(schema, undefined)["x-expects"];
}

/** Follows `$ref` and `anyOf` to what describes the value; an outer description stays if the inner schema has none. */
function choose(schema: Schema, value: Tree | undefined): Schema {
  if (schema.$ref !== undefined) {
    const { $ref, ...outer } = schema;
    return { ...choose(loadBundle().$defs?.[$ref.replace("#/$defs/", "")] ?? {}, value), ...outer };
  }
  if (schema.anyOf === undefined) return schema;
  const { anyOf, ...outer } = schema;
  const meant = anyOf.map((branch) => choose(branch, value)).find((branch) => isMeantFor(branch, value));
  return meant === undefined ? schema : { ...meant, ...outer };
}

function isMeantFor(schema: Schema, value: Tree | undefined): boolean {
  if (value?.kind === "map") return schema.type === "object";
  if (value?.kind === "list") return schema.type === "array";
  return schema.type !== "object" && schema.type !== "array";
}
