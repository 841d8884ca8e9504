import { Argument, Command } from "commander";
import { SECTION_OF, SHOWN_KINDS, type ShownKind } from "../inspect/shown-kinds.ts";
import { catalogOption } from "./common-options.ts";

/**
 * `intentlb names KIND`, hidden: one name per line, for completion. Even if the catalog has errors, the names that can
 * be read are printed, because people complete while they are editing.
 */
export function namesCommand(): Command {
  return new Command("names")
    .description("list names for completion")
    .addArgument(new Argument("<kind>").choices(SHOWN_KINDS))
    .addOption(catalogOption())
    .action(async (kind: ShownKind, options: { catalog?: string }) => {
      const [{ readCatalog }, { parseYaml }, { collectDefinitions }, { builtInProfileNames }] = await Promise.all([
        import("../../catalog/read/read-catalog.ts"),
        import("../../catalog/parse/parse-yaml.ts"),
        import("../../catalog/validate/collect-definitions.ts"),
        import("../../resolve/layers/built-in-layers.ts"),
      ]);
      const ignore = () => {};
      const { sources } = readCatalog(options.catalog ?? ".", ignore);
      const trees = sources.flatMap((source) => parseYaml(source, ignore) ?? []);
      const defined = collectDefinitions(trees, ignore)[SECTION_OF[kind]].keys();
      const names = new Set([...defined, ...(kind === "profile" ? builtInProfileNames() : [])]);
      // Completion cannot help with a name that a shell would have to quote.
      const plain = [...names].filter((name) => /^[A-Za-z0-9._/@-]+$/.test(name)).sort();
      process.stdout.write(plain.map((name) => `${name}\n`).join(""));
    });
}
