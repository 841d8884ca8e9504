import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Schema as BundledSchema } from "../src/catalog/schema/schema-at.ts";
import { packageRoot } from "../src/package-root.ts";
import { composeSchema } from "./compose-schema.ts";
import { renderFindings } from "./docs/findings.ts";
import { renderLanguage } from "./docs/language.ts";
import { renderProfiles, suggestProfile } from "./docs/profiles.ts";
import { renderRules } from "./docs/rules.ts";
import { editorSchema } from "./editor-schema.ts";
import { writeFindingCode } from "./write-finding-code.ts";
import { writeLabRegistry, writeRegistry, writeRuleRegistry } from "./write-registry.ts";
import { writeTypes } from "./write-types.ts";

/**
 * Writes the committed files that are derived from schemas, code and profiles: types, the bundled schema, the
 * registries of generators and lint rules, the union of codes, the reference pages. With `--check` it writes nothing,
 * and fails if a file is stale.
 */
const check = process.argv.includes("--check");
const stale: string[] = [];

function generate(path: string, text: string): void {
  const place = join(packageRoot, path);
  if (readIfThere(place) === text) return;
  stale.push(path);
  if (check) return;
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text);
}

function readIfThere(place: string): string | undefined {
  try {
    return readFileSync(place, "utf8");
  } catch {
    return undefined;
  }
}

function readProfiles(): { name: string; text: string }[] {
  const folder = join(packageRoot, "services");
  const files = readdirSync(folder).filter((file) => file.endsWith(".yaml") && file !== "defaults.yaml");
  return files
    .sort()
    .map((file) => ({ name: file.replace(".yaml", ""), text: readFileSync(join(folder, file), "utf8") }));
}

const schema = composeSchema(packageRoot);
const profiles = readProfiles();
const suggestions = {
  networkRef: [{ value: "world", description: "All of IPv4 and IPv6." }],
  profileName: profiles.map(suggestProfile),
};
generate("schemas/language.schema.json", `${JSON.stringify(schema, null, 2)}\n`);
const newEntries = JSON.parse(readFileSync(join(packageRoot, "schemas/new-entries.json"), "utf8"));
const forEditors = editorSchema(schema, suggestions, newEntries);
generate("schemas/intentlb.schema.json", `${JSON.stringify(forEditors, null, 2)}\n`);
generate("src/contract/language.ts", await writeTypes(schema));
generate("generators/registry.ts", writeRegistry(packageRoot));
generate("generators/lab-registry.ts", writeLabRegistry(packageRoot));
generate("src/lint/rules.ts", writeRuleRegistry(packageRoot));
generate("docs/reference/language.md", renderLanguage(schema as BundledSchema));
generate("docs/reference/profiles.md", renderProfiles(profiles));
// Imported late: the codes of generators and rules come from the registries, which may just have changed.
const { ALL_CODES } = await import("../src/codes.ts");
generate("src/contract/finding-code.ts", writeFindingCode(Object.keys(ALL_CODES)));
generate("docs/reference/findings.md", renderFindings(ALL_CODES));
const { GENERATORS } = await import("../generators/registry.ts");
generate("docs/reference/rules.md", renderRules(GENERATORS));

for (const path of stale) console.log(check ? `stale: ${path}` : `written: ${path}`);
if (check && stale.length > 0) {
  console.log("run `npm run generate` and commit the result");
  process.exitCode = 1;
}
