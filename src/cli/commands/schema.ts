import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { packageRoot } from "../../package-root.ts";

const HELP = `
Editors check and complete a catalog by it. Keep it beside the catalog and name it in the first line of a file:
  intentlb schema > .intentlb.schema.json
  # yaml-language-server: $schema=.intentlb.schema.json`;

/** `intentlb schema`: the JSON Schema of the language. */
export function schemaCommand(): Command {
  return new Command("schema")
    .description("print the JSON Schema of the language")
    .addHelpText("after", HELP)
    .action(() => {
      process.stdout.write(readFileSync(join(packageRoot, "schemas", "intentlb.schema.json"), "utf8"));
    });
}
