import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { _, type KeywordCxt } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import { packageRoot } from "../src/package-root.ts";
import { composeSchema } from "./compose-schema.ts";

/**
 * Writes ajv's code for the schemas in advance, because compiling them at run time takes five times as long as loading
 * them. CommonJS, because that code requires ajv's run-time helpers.
 */
const dist = join(packageRoot, "dist");
// Output of an earlier version must not be packed.
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
compileLanguage();
compileFormats();

/** Writes dist/validators.cjs for `src/catalog/schema/validators.ts`, and the schema, for the text of messages. */
function compileLanguage(): void {
  /** `<definition>` → a schema of the bundle. */
  const names = [
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
  const ajv = new Ajv2020({
    allErrors: true,
    // The linker parses addresses and days, and can say what is wrong with them.
    validateFormats: false,
    strict: true,
    strictTypes: false,
    keywords: ["x-expects"],
    code: { source: true, esm: false, lines: false, optimize: 1 },
  });
  // ajv's own compares each element with each if their type is behind a `$ref`. Elements of all such lists are scalars.
  ajv.removeKeyword("uniqueItems");
  ajv.addKeyword({
    keyword: "uniqueItems",
    type: "array",
    schemaType: "boolean",
    code: (context: KeywordCxt) => context.fail(_`new Set(${context.data}).size < ${context.data}.length`),
  });
  const schema = composeSchema(packageRoot);
  ajv.addSchema({ ...schema, $id: "intentlb" });
  for (const name of names) ajv.addSchema({ $id: name, $ref: `intentlb#/$defs/${name}` });
  const references = Object.fromEntries(names.map((name) => [name, name]));
  writeFileSync(join(dist, "validators.cjs"), standaloneCode.default(ajv, references));
  writeFileSync(join(dist, "validators.schema.json"), JSON.stringify(schema));
}

/** Writes dist/format-validators.cjs for `src/output/format-validators.ts`, for the files of a tree that are read back. */
function compileFormats(): void {
  // The readers only need to know whether a shape is right: no messages, and the first fault is enough.
  const ajv = new Ajv2020({
    messages: false,
    strict: true,
    strictTypes: false,
    code: { source: true, esm: false, lines: false, optimize: 1 },
  });
  for (const name of ["manifest", "sourcemap", "claims"]) {
    ajv.addSchema(JSON.parse(readFileSync(join(packageRoot, "schemas", `${name}.schema.json`), "utf8")));
  }
  const references = {
    manifest: "manifest.schema.json",
    sourceMap: "sourcemap.schema.json",
    subject: "claims.schema.json#/$defs/subject",
  };
  writeFileSync(join(dist, "format-validators.cjs"), standaloneCode.default(ajv, references));
}
