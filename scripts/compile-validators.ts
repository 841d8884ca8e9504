import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { _, type KeywordCxt } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import { packageRoot } from "../src/package-root.ts";
import { composeSchema } from "./compose-schema.ts";

/** Validators that `src/catalog/schema/validators.ts` loads: `<definition>` → a schema of the bundle. */
const NAMES = [
  "network",
  "team",
  "group",
  "vip",
  "certificate",
  "fleetLayer",
  "nodeLayer",
  "serviceLayer",
  "vipLayer",
  "fleet",
  "node",
  "service",
];

/**
 * Writes dist/validators.cjs: ajv's code for the schemas, made ahead, since compiling them at run time costs five
 * times what loading them does. CommonJS, since that code requires ajv's run-time helpers. The schema goes beside it, for
 * the words of messages.
 */
const ajv = new Ajv2020({
  allErrors: true,
  // Addresses and days are parsed by the linker, which can say what is wrong with them.
  validateFormats: false,
  strict: true,
  strictTypes: false,
  keywords: ["x-expects"],
  code: { source: true, esm: false, lines: false, optimize: 1 },
});
// ajv's own compares each element with each where their type stands behind a `$ref`. Elements of all such lists are scalars.
ajv.removeKeyword("uniqueItems");
ajv.addKeyword({
  keyword: "uniqueItems",
  type: "array",
  schemaType: "boolean",
  code: (context: KeywordCxt) => context.fail(_`new Set(${context.data}).size < ${context.data}.length`),
});
const schema = composeSchema(packageRoot, false);
ajv.addSchema({ ...schema, $id: "intentlb" });
for (const name of NAMES) ajv.addSchema({ $id: name, $ref: `intentlb#/$defs/${name}` });
mkdirSync(join(packageRoot, "dist"), { recursive: true });
const references = Object.fromEntries(NAMES.map((name) => [name, name]));
writeFileSync(join(packageRoot, "dist", "validators.cjs"), standaloneCode.default(ajv, references));
writeFileSync(join(packageRoot, "dist", "validators.schema.json"), JSON.stringify(schema));
