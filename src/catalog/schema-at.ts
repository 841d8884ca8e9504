import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../package-root.ts";
import { find, type Tree } from "./tree.ts";

export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
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

/** The schema beside the validators. Read only when there is something to explain. */
function loadBundle(): Schema {
  bundle ??= JSON.parse(readFileSync(join(packageRoot, "dist", "validators.schema.json"), "utf8")) as Schema;
  return bundle;
}

/**
 * The schema of a value inside a definition's value. ajv's own schema paths start at whichever piece of code found the
 * error, so the way is walked again: of an `anyOf` the branch that the value's shape is meant for.
 * @param definition Name of the definition that the tree was validated against, such as `serviceLayer`.
 */
export function schemaAt(definition: string, tree: Tree, path: readonly string[]): Schema {
  let schema = choose({ $ref: `#/$defs/${definition}` }, tree);
  for (const [index, step] of path.entries()) {
    const inner = schema.properties?.[step] ?? schema.items ?? schema.additionalProperties;
    if (typeof inner !== "object") return {};
    schema = choose(inner, find(tree, path.slice(0, index + 1)));
  }
  return schema;
}

/** What a schema of names expects, for messages. */
export function expectedNames(schema: Schema): string | undefined {
  return choose(schema, undefined)["x-expects"];
}

/** Follows `$ref` and `anyOf` to what describes the value; outer descriptions stay where the inner has none. */
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
