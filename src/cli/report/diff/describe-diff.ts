import { createColors } from "picocolors";
import { compareText } from "../../../contract/compare-text.ts";
import { escapeControls } from "../../../diagnostics/escape-controls.ts";
import type { FileDiff } from "../../../diff/diff-files.ts";
import type { NodeChange } from "../../../diff/diff-nodes.ts";
import { isDifferent, type TreeDiff } from "../../../diff/diff-tree.ts";
import { count } from "../count.ts";
import { type ComparedWith, notesOn, sameAs } from "./compared-with.ts";
import { countChanges } from "./count-changes.ts";
import { describeFile, escapeLine, nameFile, warningAbout } from "./describe-file.ts";
import type { DiffView } from "./diff-view.ts";
import { type DiffSentence, sentencesOf } from "./sentences.ts";

type Colors = ReturnType<typeof createColors>;

/** Nobody reads more than this; `--full` has them all. */
const MOST_SENTENCES = 40;
const MOST_LINES_PER_FILE = 100;
const MOST_LINES = 1000;

/** For people who review a change. Text of a catalog and of old files is escaped. */
export function describeDiff(diff: TreeDiff, view: DiffView): string {
  const colors = createColors(view.color);
  const parts = [
    notesOn(diff, view.compared).map((note) => colors.yellow(escapeControls(note))),
    view.stat ? [] : describeSentences(sentencesOf(diff, view.showPath), view, colors),
    view.stat ? [] : describeReloads(diff.nodes.changed),
    view.words ? [] : describeFiles(diff.files, view, colors),
    [summarize(diff, view.compared), `digest ${view.digest}`],
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(""))
    .join("\n");
}

function describeSentences(sentences: readonly DiffSentence[], { full }: DiffView, colors: Colors): string[] {
  const shown = full ? sentences : sentences.slice(0, MOST_SENTENCES);
  const hidden = sentences.length - shown.length;
  return [
    ...shown.map(({ mark, text, place }) => {
      const sentence = paint(`${mark} ${escapeControls(text)}`, colors);
      return place === "" ? sentence : `${sentence}  ${colors.dim(escapeControls(place))}`;
    }),
    ...(hidden === 0 ? [] : [`and ${hidden} more; --full shows all`]),
  ];
}

function describeFiles(files: readonly FileDiff[], { stat, full }: DiffView, colors: Colors): string[] {
  let room = full ? Number.POSITIVE_INFINITY : MOST_LINES;
  return files.flatMap((file, index) => {
    const gap = index === 0 || stat ? [] : [""];
    const head = colors.bold(escapeControls(nameFile(file)));
    const warning = warningAbout(file);
    const lines = [
      ...gap,
      `${head}  ${describeFile(file)}`,
      ...(warning === undefined ? [] : [colors.yellow(`  ${warning}`)]),
    ];
    if (stat || (!full && file.status !== "changed")) return lines;
    const most = Math.min(room, full ? Number.POSITIVE_INFINITY : MOST_LINES_PER_FILE);
    const shown = file.lines.slice(0, most);
    room -= shown.length;
    const hidden = file.lines.length - shown.length;
    return [
      ...lines,
      ...shown.map((line) => paint(escapeLine(line), colors)),
      ...(hidden === 0 ? [] : [`and ${count(hidden, "line")} more; --full shows all`]),
    ];
  });
}

/** "2 nodes reload haproxy, 469 reload nftables": the daemon on the fewest nodes first. */
function describeReloads(changed: readonly NodeChange[]): string[] {
  const nodes = new Map<string, number>();
  for (const daemon of changed.flatMap(({ reloads }) => reloads)) nodes.set(daemon, (nodes.get(daemon) ?? 0) + 1);
  const counted = [...nodes].sort(([a, few], [b, many]) => few - many || compareText(a, b));
  const parts = counted.map(([daemon, number], index) =>
    index === 0 ? `${count(number, "node")} ${number === 1 ? "reloads" : "reload"} ${daemon}` : `${number} ${daemon}`,
  );
  return parts.length === 0 ? [] : [parts.join(", ")];
}

function paint(line: string, colors: Colors): string {
  switch (line[0]) {
    case "!":
      return colors.bold(colors.red(line));
    case "+":
      return colors.green(line);
    case "-":
      return colors.red(line);
    case "~":
      return colors.yellow(line);
    case "@":
      return colors.cyan(line);
    default:
      return line;
  }
}

function summarize(diff: TreeDiff, compared: ComparedWith): string {
  if (!isDifferent(diff)) return escapeControls(sameAs(compared));
  const { files, added, removed } = countChanges(diff.files);
  const nodes = diff.nodes.changed.length;
  const where = nodes === 0 ? "" : ` on ${count(nodes, "node")}`;
  return `${count(files, "file")}${where} would change: +${added} -${removed} lines`;
}
