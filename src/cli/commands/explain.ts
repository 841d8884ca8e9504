import { Command } from "commander";
import { folderOfCatalog } from "../../catalog/read/folder-of-catalog.ts";
import type { Service } from "../../contract/fleet.ts";
import { escapeControls } from "../../diagnostics/escape-controls.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { fail } from "../fail.ts";
import { describeOrigin } from "../inspect/describe-origin.ts";
import { followPath, matchNames, restAfter } from "../inspect/follow-path.ts";
import { showPathFrom } from "../report/show-path.ts";
import { cacheOption, catalogOption, today } from "./common-options.ts";

const EXAMPLES = `
Names may contain dots and slashes; list elements are counted from 0.

Examples:
  intentlb explain www                                every value of a service and where it was set
  intentlb explain www.frontends.https.tls            every value of one part
  intentlb explain www.access.from                    one value and what it overrode
  intentlb explain www-physics.routes./intern.access`;

/** `intentlb explain`: a value of a service, where it was set, and each layer that it overrode. */
export function explainCommand(): Command {
  return new Command("explain")
    .description("show where a value was set and what it overrode")
    .argument("<service.path>", "a service, or the path to a value in it")
    .addOption(catalogOption())
    .addOption(cacheOption())
    .addHelpText("after", EXAMPLES)
    .action(explain);
}

interface ExplainOptions {
  readonly catalog?: string;
  readonly cache: boolean;
}

async function explain(text: string, { catalog = ".", cache }: ExplainOptions): Promise<void> {
  const { openCatalog } = await import("../request/open-catalog.ts");
  const analysis = openCatalog(catalog, { today: today(), cache });
  const { fleet } = analysis;
  const services =
    fleet === undefined
      ? []
      : matchNames(text, fleet.services.keys()).flatMap((name) => fleet.services.get(name) ?? []);
  const [nearest] = services;
  if (fleet === undefined || nearest === undefined) {
    const { refuseName } = await import("../inspect/refuse-name.ts");
    const [defined] = matchNames(text, analysis.definitions.valid.services.keys());
    refuseName("services", defined ?? /^[^.[]*/.exec(text)?.[0] ?? text, analysis, catalog);
    return;
  }
  const showPath = showPathFrom(process.cwd(), folderOfCatalog(catalog));
  for (const service of services) {
    const followed = followPath(service.tree, restAfter(text, service.name));
    if (!("tree" in followed)) continue;
    const lines = describeOrigin(fleet, service, followed.path, followed.tree, showPath);
    process.stdout.write(`${lines.map(escapeControls).join("\n")}\n`);
    return;
  }
  fail(wrongKey(nearest, restAfter(text, nearest.name)));
}

function wrongKey(service: Service, text: string): string {
  const followed = followPath(service.tree, text);
  if ("tree" in followed) throw new Error("the path is right");
  const { path, wrong, candidates } = followed;
  const where = [service.name, ...path].join(".");
  if (candidates.length === 0) return `\`${where}\` has no keys or elements`;
  return `\`${where}\` has no \`${wrong}\`: ${didYouMean(wrong, candidates) ?? `it has ${candidates.join(", ")}`}`;
}
