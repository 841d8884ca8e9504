import { parseYaml } from "../../../catalog/parse/parse-yaml.ts";
import { isOutput } from "../../../catalog/read/is-output.ts";
import type { Fleet } from "../../../contract/fleet.ts";
import type { Source } from "../../../contract/source.ts";
import type { Compilation } from "../../../pipeline.ts";
import { fail } from "../../fail.ts";
import { count } from "../../report/count.ts";
import type { Answer, Asked } from "../answer.ts";
import { lookAtPath } from "../look-at.ts";
import { describeCatalogLine } from "./describe-catalog-line.ts";
import { describeGeneratedLine } from "./describe-generated-line.ts";
import { explainCatalogLine } from "./explain-catalog-line.ts";
import { countLines, explainGeneratedLine } from "./explain-generated-line.ts";
import { exportSourceMap } from "./export-source-map.ts";
import { formatGenerated } from "./generated-files.ts";
import { compareWithDisk, describeLineOnDisk } from "./line-on-disk.ts";
import type { PlaceText } from "./parse-place.ts";
import { type ResolvedPlace, resolvePlace } from "./resolve-place.ts";

/**
 * Explains a line: of a generated file, which values caused it; of the catalog, what it generates.
 * @param out Output folder that is compared with if the place is not in another one.
 * @returns undefined after printing why there is no such line
 */
export function answerPlace(
  asked: Asked<Compilation>,
  fleet: Fleet,
  places: readonly PlaceText[],
  out: string,
): Answer | undefined {
  const resolved = resolve(asked, fleet, places, out);
  if (resolved === undefined) return undefined;
  if (resolved.kind === "catalog") return answerCatalogLine(asked, fleet, resolved.source, resolved.place);
  return answerGeneratedLine(asked, fleet, resolved, out);
}

/**
 * The source map of a generated file.
 * @returns undefined after printing why there is none
 */
export function answerSourceMap(
  asked: Asked<Compilation>,
  fleet: Fleet,
  file: string,
  out: string,
): Answer | undefined {
  const resolved = resolve(asked, fleet, [{ file, line: 1 }], out);
  if (resolved === undefined) return undefined;
  if (resolved.kind === "catalog") {
    fail(`${file} is a file of the catalog: name a generated file`);
    return undefined;
  }
  return { json: exportSourceMap(fleet, resolved.file, asked.showPath), lines: [] };
}

function resolve(
  { analysis: { sources, files }, catalog, showPath }: Asked<Compilation>,
  fleet: Fleet,
  places: readonly PlaceText[],
  out: string,
): Exclude<ResolvedPlace, { kind: "nowhere" }> | undefined {
  const nodes = [...fleet.nodes.keys()];
  const resolved = resolvePlace(places, { catalog, out, sources, files, nodes, showPath });
  if (resolved.kind !== "nowhere") return resolved;
  fail(resolved.problem);
  return undefined;
}

function answerGeneratedLine(
  { analysis: { files, prepared }, showPath, full }: Asked<Compilation>,
  fleet: Fleet,
  { file, place: { line }, out: given }: Extract<ResolvedPlace, { kind: "generated" }>,
  defaultOut: string,
): Answer | undefined {
  const explained = explainGeneratedLine(
    fleet,
    prepared.map(({ generator }) => generator),
    files,
    file,
    line,
    showPath,
  );
  if (explained === undefined) {
    fail(`${formatGenerated(file)} has no line ${line}: it has ${count(countLines(file), "line")}`);
    return undefined;
  }
  const out = given ?? defaultOut;
  const isBuilt = lookAtPath(out)?.isDirectory() === true && isOutput(out);
  const onDisk = isBuilt ? compareWithDisk(out, file, line) : undefined;
  return {
    json: { explains: "generated-line", ...explained, onDisk: onDisk ?? null },
    lines: [
      ...describeGeneratedLine(explained, full),
      ...(onDisk === undefined ? [] : ["", describeLineOnDisk(onDisk, line)]),
    ],
  };
}

function answerCatalogLine(
  { analysis: { definitions, files }, showPath, full }: Asked<Compilation>,
  fleet: Fleet,
  source: Source,
  place: PlaceText,
): Answer | undefined {
  // An end of line at the end of the file begins no further line.
  const last = source.position(Math.max(0, source.text.length - 1)).line;
  if (place.line < 1 || place.line > last) {
    fail(`${showPath(source)} has no line ${place.line}: it has ${count(last, "line")}`);
    return undefined;
  }
  // Its mistakes were reported when it was compiled.
  const root = parseYaml(source, () => {});
  if (root === undefined) return undefined;
  const explained = explainCatalogLine({ fleet, definitions, files }, { source, root }, place, showPath);
  return { json: { explains: "catalog-line", ...explained }, lines: describeCatalogLine(explained, full) };
}
