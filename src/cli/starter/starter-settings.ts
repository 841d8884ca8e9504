import { readPackageFile } from "../../package-files.ts";

/** Where the starter keeps the schema of the language, so editors find it without a network. */
export const SCHEMA_FILE = ".intentlb.schema.json";

/**
 * What `intentlb init` puts next to the catalog: path → text. Git ignores what is built, and editors with the YAML
 * language server check and complete the catalog with the schema of this version.
 */
export function starterSettings(): Readonly<Record<string, string>> {
  const settings = {
    "yaml.customTags": ["!append sequence", "!prepend sequence"],
    "yaml.schemas": { [`./${SCHEMA_FILE}`]: ["*.yaml", "*.yml"] },
  };
  return {
    ".gitignore": "# What `intentlb build` writes.\n/out/\n",
    ".vscode/settings.json": `${JSON.stringify(settings, null, 2)}\n`,
    [SCHEMA_FILE]: readPackageFile("schemas/intentlb.schema.json"),
  };
}
