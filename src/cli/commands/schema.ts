import { Command } from "commander";
import { readPackageFile } from "../../package-files.ts";

const HELP = `
Editors use it to check and complete a catalog. Keep it beside the catalog and refer to it in the first line of a file:
  intentlb schema > .intentlb.schema.json
  # yaml-language-server: $schema=.intentlb.schema.json`;

/** `intentlb schema`: the JSON Schema of the language. */
export function schemaCommand(): Command {
  return new Command("schema")
    .description("print the JSON Schema of the catalog language")
    .addHelpText("after", HELP)
    .action(() => {
      process.stdout.write(readPackageFile("schemas/intentlb.schema.json"));
    });
}
