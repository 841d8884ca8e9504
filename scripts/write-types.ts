import { compile } from "json-schema-to-typescript";
import type { Schema } from "./compose-schema.ts";

/** TypeScript types of the resolved language, from the same schema that validates it. */
export async function writeTypes(schema: Schema): Promise<string> {
  const root = {
    title: "Language",
    type: "object" as const,
    additionalProperties: false,
    required: ["fleet", "node", "service"],
    properties: {
      fleet: { $ref: "#/$defs/fleet" },
      node: { $ref: "#/$defs/node" },
      service: { $ref: "#/$defs/service" },
    },
    $defs: withoutCopies(schema["$defs"]) as Record<string, object>,
  };
  return compile(root, "Language", {
    bannerComment: "// Generated from schemas/ by `npm run generate`; do not edit.",
    additionalProperties: false,
    format: true,
    style: { printWidth: 120 },
    unreachableDefinitions: false,
    ignoreMinAndMaxItems: true,
  });
}

/** A description next to a `$ref` makes the type writer copy the type under a new name: the definition's own is enough. */
function withoutCopies(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutCopies);
  if (typeof schema !== "object" || schema === null) return schema;
  if ("$ref" in schema) return { $ref: schema.$ref };
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, withoutCopies(value)]));
}
