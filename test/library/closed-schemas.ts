import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { packageRoot } from "../../src/package-root.ts";

const FOLDER = join(packageRoot, "schemas");

/** What we and editors know beside JSON Schema. */
const KEYWORDS = ["x-expects", "errorMessage", "enumDescriptions", "markdownDescription", "defaultSnippets"];

const ajv = new Ajv2020({ strict: true, strictTypes: false, validateFormats: false, keywords: KEYWORDS });
for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".schema.json"))) {
  ajv.addSchema(JSON.parse(readFileSync(join(FOLDER, file), "utf8"), close), file);
}

/** Readers ignore unknown keys. Here, a key that no schema describes is a bug of the schema. */
function close(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("properties" in value) || !("type" in value)) return value;
  return { additionalProperties: false, ...value };
}

/**
 * Errors of a value according to a published schema that allows no further keys; empty if it is valid.
 * @param schema name of a file in `schemas/` without `.schema.json`, and the way to a definition in it: `show#/$defs/node`
 */
export function faultsBy(schema: string, value: unknown): string {
  const [name, pointer] = schema.split("#");
  const validate = ajv.getSchema(`${name}.schema.json${pointer === undefined ? "" : `#${pointer}`}`);
  if (validate === undefined) throw new Error(`there is no schema ${schema}`);
  return validate(value) === true ? "" : ajv.errorsText(validate.errors);
}
