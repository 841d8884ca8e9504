import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { composeSchema } from "../../scripts/compose-schema.ts";
import { packageRoot } from "../../src/package-root.ts";

const FOLDER = join(packageRoot, "services");
const ajv = new Ajv2020({ validateFormats: false, strict: false, allErrors: true });
ajv.addSchema({ ...composeSchema(packageRoot), $id: "catalog" });

/** Schema errors of a value; empty if it is valid. */
function faults(definition: string, value: unknown): string {
  const valid = ajv.validate({ $ref: `catalog${definition}` }, value);
  return valid ? "" : ajv.errorsText();
}

test.each(readdirSync(FOLDER).filter((file) => file !== "defaults.yaml"))(
  "%s is valid according to the schema",
  (file) => {
    expect(faults("", parse(readFileSync(join(FOLDER, file), "utf8")))).toBe("");
  },
);

test("built-in defaults are valid layers", () => {
  const defaults = parse(readFileSync(join(FOLDER, "defaults.yaml"), "utf8"));
  expect(Object.keys(defaults)).toEqual(["fleet", "node", "service", "frontend", "backend", "member", "check"]);
  for (const [kind, layer] of Object.entries(defaults)) expect(faults(`#/$defs/${kind}Layer`, layer)).toBe("");
  expect(faults("#/$defs/checkLayer", { intervall: "5s" })).not.toBe("");
});

test("by default, nobody has access and nothing is reachable", () => {
  const { service, node } = parse(readFileSync(join(FOLDER, "defaults.yaml"), "utf8"));
  for (const key of ["access", "vip", "members", "frontends", "ports"]) expect(service).not.toHaveProperty(key);
  expect(node).not.toHaveProperty("ports");
});
