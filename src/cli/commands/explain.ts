import { join } from "node:path";
import { Command, Option } from "commander";
import { folderOfCatalog } from "../../catalog/read/folder-of-catalog.ts";
import { escapeControls } from "../../diagnostics/escape-controls.ts";
import type { Analysis } from "../../pipeline.ts";
import { EXIT } from "../exit-status.ts";
import { fail } from "../fail.ts";
import type { Answer, Asked } from "../inspect/answer.ts";
import { type PlaceText, parsePlace } from "../inspect/lines/parse-place.ts";
import { lookAtPath } from "../inspect/look-at.ts";
import { SHOWN_KINDS, type ShownKind } from "../inspect/shown-kinds.ts";
import { showPathFrom } from "../report/show-path.ts";
import { stringifySafely } from "../report/stringify-safely.ts";
import { withProgress } from "../terminal/with-progress.ts";
import { catalogOption, today } from "./common-options.ts";

const EXAMPLES = `
Names may contain dots and slashes; list elements are counted from 0. A name without a kind is a service, if there is one.
Kinds are ${SHOWN_KINDS.join(", ")}.
A line is one of a generated file, as \`check\` prints it or in the output folder, or one of the catalog.

Examples:
  intentlb explain www                                every value of a service and where it was set
  intentlb explain www.access.from                    one value and what it overrode
  intentlb explain www-physics.routes./intern.access
  intentlb explain network campus                     a network, and who refers to it
  intentlb explain lb1:/etc/haproxy/haproxy.cfg:131   which values caused a generated line
  intentlb explain out/lb1/etc/haproxy/haproxy.cfg:131
  intentlb explain services/web.yaml:23               what a line of the catalog generates
  intentlb explain out/lb1/etc/haproxy/haproxy.cfg --format source-map   the causes of all its lines, for programs`;

interface ExplainOptions {
  readonly catalog?: string;
  readonly out: string;
  readonly full?: boolean;
  readonly format: "pretty" | "json" | "source-map";
}

/** `intentlb explain`: where a value was set, what caused a generated line, or what a line of the catalog generates. */
export function explainCommand(): Command {
  return new Command("explain")
    .description("show where a value was set, what caused a generated line, or what a line of the catalog generates")
    .argument("<what>", "a name or the path to a value, a kind before a name, or FILE:LINE")
    .argument("[name]", "a name of the kind, or the path to a value in it")
    .addOption(catalogOption())
    .option("-o, --out <dir>", "output folder that lines are compared with", "out")
    .addOption(new Option("--full", "shorten nothing"))
    .addOption(
      new Option("--format <format>", "output format").choices(["pretty", "json", "source-map"]).default("pretty"),
    )
    .addHelpText("after", EXAMPLES)
    .action(explain);
}

async function explain(what: string, name: string | undefined, options: ExplainOptions): Promise<void> {
  const kind = name === undefined ? undefined : SHOWN_KINDS.find((each) => each === what);
  if (name !== undefined && kind === undefined) {
    fail(`unknown kind "${what}"; use ${SHOWN_KINDS.join(", ")}`);
    return;
  }
  const places = name === undefined ? parsePlace(what) : [];
  if (options.format === "source-map" && (name !== undefined || places.length > 0)) {
    fail("a source map is of a whole generated file, such as lb1:/etc/haproxy/haproxy.cfg");
    return;
  }
  const answer =
    options.format === "source-map" || places.length > 0
      ? await explainPlace(what, places, options)
      : await explainName(name ?? what, kind, options);
  if (answer === undefined) return;
  const { json, lines } = answer;
  const isPretty = options.format === "pretty";
  process.stdout.write(isPretty ? `${lines.map(escapeControls).join("\n")}\n` : stringifySafely(json));
}

async function explainName(
  text: string,
  kind: ShownKind | undefined,
  options: ExplainOptions,
): Promise<Answer | undefined> {
  const { catalog = ".", out } = options;
  const [{ openCatalog }, { answerName, isValue }] = await Promise.all([
    import("../request/open-catalog.ts"),
    import("../inspect/answer-name.ts"),
  ]);
  const request = asked(openCatalog(catalog, { today: today() }, out), options);
  if (kind === undefined && isFile(text, catalog) && !isValue(request, text)) {
    fail(`which line? Write ${text}:LINE`);
    return undefined;
  }
  return answerName(request, text, kind);
}

/** Whether somebody forgot the line: a file, or a path on a node. */
function isFile(text: string, catalog: string): boolean {
  const places = [text, join(folderOfCatalog(catalog), text)];
  return /^[^/:]+:\//.test(text) || places.some((place) => lookAtPath(place)?.isFile() === true);
}

/** Explains a place, or without one all lines of a generated file. */
async function explainPlace(
  text: string,
  places: readonly PlaceText[],
  options: ExplainOptions,
): Promise<Answer | undefined> {
  const { catalog = ".", out } = options;
  const [
    { compile, hasErrors },
    { catalogInput },
    { answerName, isValue },
    { answerPlace, answerSourceMap },
    { printFindings },
  ] = await Promise.all([
    import("../../pipeline.ts"),
    import("../request/open-catalog.ts"),
    import("../inspect/answer-name.ts"),
    import("../inspect/lines/answer-place.ts"),
    import("../report/print-findings.ts"),
  ]);
  const input = catalogInput(catalog, { today: today() }, out);
  const compilation = withProgress(`compiling ${catalog}`, () => compile(input));
  const request = asked(compilation, options);
  // The path of a route may end like a place.
  if (places.length > 0 && isValue(request, text)) return answerName(request, text, undefined);
  const { fleet } = compilation;
  if (fleet !== undefined && !hasErrors(compilation.findings)) {
    return places.length > 0 ? answerPlace(request, fleet, places, out) : answerSourceMap(request, fleet, text, out);
  }
  printFindings(
    compilation.findings.filter(({ severity }) => severity === "error"),
    catalog,
    "pretty",
    process.stderr,
  );
  process.exitCode = EXIT.findings;
  return undefined;
}

function asked<Known extends Analysis>(analysis: Known, { catalog = ".", full = false }: ExplainOptions): Asked<Known> {
  return { analysis, catalog, full, showPath: showPathFrom(process.cwd(), folderOfCatalog(catalog)) };
}
