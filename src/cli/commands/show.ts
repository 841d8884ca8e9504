import { Command, Option } from "commander";
import { escapeControls } from "../../diagnostics/escape-controls.ts";
import { fail } from "../fail.ts";
import { SECTION_OF, SHOWN_KINDS, type ShownKind } from "../inspect/shown-kinds.ts";
import { stringifySafely } from "../report/stringify-safely.ts";
import { catalogOption, today } from "./common-options.ts";

const EXAMPLES = `
Examples:
  intentlb show service www               a service with everything it inherits
  intentlb show profile std/ldap          a profile, built-in or your own
  intentlb show group web                 a group and its nodes
  intentlb show node lb1 --format json`;

/** `intentlb show`: an item of the catalog as resolved, with everything inherited. */
export function showCommand(): Command {
  return new Command("show")
    .description("print a service, node, profile or other item with everything it inherits")
    .argument("<kind>", `what to print: ${SHOWN_KINDS.join(", ")}`)
    .argument("<name>", "its name")
    .addOption(catalogOption())
    .addOption(new Option("--format <format>", "output format").choices(["yaml", "json"]).default("yaml"))
    .addHelpText("after", EXAMPLES)
    .action(show);
}

interface ShowOptions {
  readonly catalog?: string;
  readonly format: "yaml" | "json";
}

async function show(wanted: string, name: string, options: ShowOptions): Promise<void> {
  const kind = SHOWN_KINDS.find((each) => each === wanted);
  if (kind === undefined) {
    fail(`unknown kind "${wanted}"; use ${SHOWN_KINDS.join(", ")}`);
    return;
  }
  const value = await find(kind, name, options);
  if (value === undefined) return;
  process.stdout.write(options.format === "json" ? stringifySafely(value) : await writeYaml(value));
}

/** The item with the name; undefined after printing why there is none. */
async function find(kind: ShownKind, name: string, { catalog = "." }: ShowOptions) {
  const { RESOLVED, builtInProfileValue } = await import("../inspect/resolved-value.ts");
  const builtIn = kind === "profile" ? builtInProfileValue(name) : undefined;
  if (builtIn !== undefined) return builtIn;
  const { openCatalog } = await import("../request/open-catalog.ts");
  const analysis = openCatalog(catalog, { today: today() });
  const value = analysis.fleet === undefined ? undefined : RESOLVED[kind](analysis.fleet, name);
  if (value === undefined) {
    const { refuseName } = await import("../inspect/refuse-name.ts");
    refuseName(SECTION_OF[kind], name, analysis, catalog);
  }
  return value;
}

async function writeYaml(value: unknown): Promise<string> {
  const { stringify } = await import("yaml");
  const lines = stringify(value, { lineWidth: 120 }).trimEnd().split("\n");
  return `${lines.map(escapeControls).join("\n")}\n`;
}
