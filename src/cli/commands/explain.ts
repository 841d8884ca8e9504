import { Command, Option } from "commander";
import { folderOfCatalog } from "../../catalog/read/folder-of-catalog.ts";
import { escapeControls } from "../../diagnostics/escape-controls.ts";
import type { Analysis } from "../../pipeline.ts";
import { fail } from "../fail.ts";
import type { Answer, Asked } from "../inspect/answer.ts";
import { SHOWN_KINDS, type ShownKind } from "../inspect/shown-kinds.ts";
import { showPathFrom } from "../report/show-path.ts";
import { stringifySafely } from "../report/stringify-safely.ts";
import { cacheOption, catalogOption, today } from "./common-options.ts";

const EXAMPLES = `
Names may contain dots and slashes; list elements are counted from 0. A name without a kind is a service, if there is one.
Kinds are ${SHOWN_KINDS.join(", ")}.

Examples:
  intentlb explain www                                every value of a service and where it was set
  intentlb explain www.access.from                    one value and what it overrode
  intentlb explain www-physics.routes./intern.access
  intentlb explain network campus                     a network, and who refers to it`;

interface ExplainOptions {
  readonly catalog?: string;
  readonly out: string;
  readonly full?: boolean;
  readonly format: "pretty" | "json";
  readonly cache: boolean;
}

/** `intentlb explain`: where a value was set, and what it overrode. */
export function explainCommand(): Command {
  return new Command("explain")
    .description("show where a value was set, and what it overrode")
    .argument("<what>", "a name or the path to a value, or a kind before a name")
    .argument("[name]", "a name of the kind, or the path to a value in it")
    .addOption(catalogOption())
    .option("-o, --out <dir>", "output folder that lines are compared with", "out")
    .addOption(new Option("--full", "shorten nothing"))
    .addOption(new Option("--format <format>", "output format").choices(["pretty", "json"]).default("pretty"))
    .addOption(cacheOption())
    .addHelpText("after", EXAMPLES)
    .action(explain);
}

async function explain(what: string, name: string | undefined, options: ExplainOptions): Promise<void> {
  const kind = name === undefined ? undefined : SHOWN_KINDS.find((each) => each === what);
  if (name !== undefined && kind === undefined) {
    fail(`unknown kind "${what}"; use ${SHOWN_KINDS.join(", ")}`);
    return;
  }
  const answer = await explainName(name ?? what, kind, options);
  if (answer === undefined) return;
  const { json, lines } = answer;
  const isJson = options.format === "json";
  process.stdout.write(isJson ? stringifySafely(json) : `${lines.map(escapeControls).join("\n")}\n`);
}

async function explainName(
  text: string,
  kind: ShownKind | undefined,
  options: ExplainOptions,
): Promise<Answer | undefined> {
  const { catalog = ".", cache, out } = options;
  const [{ openCatalog }, { answerName }] = await Promise.all([
    import("../request/open-catalog.ts"),
    import("../inspect/answer-name.ts"),
  ]);
  const request = asked(openCatalog(catalog, { today: today(), cache }, out), options);
  return answerName(request, text, kind);
}

function asked<Known extends Analysis>(analysis: Known, { catalog = ".", full = false }: ExplainOptions): Asked<Known> {
  return { analysis, catalog, full, showPath: showPathFrom(process.cwd(), folderOfCatalog(catalog)) };
}
