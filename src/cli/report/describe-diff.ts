import { createColors } from "picocolors";
import { escapeControls } from "../../diagnostics/escape-controls.ts";
import { listSome } from "../../diff/describe-answer.ts";
import { describeChange } from "../../diff/describe-change.ts";
import type { FileDiff } from "../../diff/diff-files.ts";
import type { TreeDiff } from "../../diff/diff-tree.ts";
import type { PromiseChange } from "../../diff/promise-change.ts";
import { count } from "./count.ts";
import { stringifySafely } from "./stringify-safely.ts";

interface View {
  readonly out: string;
  readonly color: boolean;
  readonly stat?: true;
  readonly full?: true;
}

type Colors = ReturnType<typeof createColors>;

/** Nobody reads more than this; `--full` has them all. */
const MOST_SENTENCES = 40;
const MOST_LINES_PER_FILE = 100;
const MOST_LINES = 1000;
const MOST_NODES = 6;

const MARKS: Readonly<Record<PromiseChange["sign"], string>> = { now: "+", "no longer": "-", changed: "~" };

/** Manual changes; a build loses nothing if it restores a deleted file. */
const WARNINGS = {
  gone: "deleted by hand after the last build",
  edited: "edited by hand after the last build; build stops here unless you use --force",
};

/** Whether a build would change anything that matters, or stop; the source map only matters if somebody edited it. */
export function isDifferent({ promises, files }: TreeDiff): boolean {
  return files.length > 0 || (promises ?? []).length > 0;
}

/** For machines: everything, in the order in which people see it. */
export function diffJson(diff: TreeDiff): string {
  const { promises, files, isNew, isInterrupted } = diff;
  return stringifySafely({
    differs: isDifferent(diff),
    isNew,
    isInterrupted,
    changes: promises?.map((change) => ({ ...change, text: describeChange(change) })) ?? null,
    files,
  });
}

/** For people who review a change. Text of a catalog and of old files is escaped. */
export function describeDiff(diff: TreeDiff, view: View): string {
  const colors = createColors(view.color);
  const parts = [
    notes(diff, view.out).map(colors.yellow),
    view.stat ? [] : describePromises(diff.promises ?? [], view, colors),
    describeFiles(diff.files, view, colors),
    [summarize(diff, view.out)],
  ];
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => `${line}\n`).join(""))
    .join("\n");
}

function notes({ promises, isNew, isInterrupted }: TreeDiff, out: string): string[] {
  const shown = escapeControls(out);
  return [
    ...(isNew ? [`${shown} does not exist yet; everything is new`] : []),
    ...(isInterrupted ? [`a build into ${shown} was interrupted; the next one completes or undoes it first`] : []),
    ...(promises === undefined
      ? [`${shown}/claims.json cannot be read, so the effect of the change is not shown`]
      : []),
  ];
}

function describePromises(promises: readonly PromiseChange[], { full }: View, colors: Colors): string[] {
  const shown = full ? promises : promises.slice(0, MOST_SENTENCES);
  const hidden = promises.length - shown.length;
  return [
    ...shown.map((change) => paint(`${MARKS[change.sign]} ${escapeControls(describeChange(change))}`, colors)),
    ...(hidden === 0 ? [] : [`and ${hidden} more; --full shows all`]),
  ];
}

function describeFiles(files: readonly FileDiff[], { stat, full }: View, colors: Colors): string[] {
  let room = full ? Number.POSITIVE_INFINITY : MOST_LINES;
  return files.flatMap((file, index) => {
    const gap = index === 0 || stat ? [] : [""];
    const head = colors.bold(escapeControls(headOf(file)));
    const warning = file.isHandEdited
      ? [colors.yellow(`  ${WARNINGS[file.status === "added" ? "gone" : "edited"]}`)]
      : [];
    const lines = [...gap, `${head}  ${headline(file)}`, ...warning];
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

function headOf({ nodes, path }: FileDiff): string {
  return nodes.length === 0 ? path : `${listSome(nodes, MOST_NODES)}: ${path}`;
}

function headline({ status, added, removed, facts }: FileDiff): string {
  const words = {
    added: `new, ${count(added, "line")}`,
    removed: `removed, ${count(removed, "line")}`,
    changed: added + removed === 0 ? "" : `+${added} -${removed}`,
    blocked: "not a regular file, so build stops here",
  };
  return [words[status], ...facts].filter((word) => word !== "").join(", ");
}

function paint(line: string, colors: Colors): string {
  switch (line[0]) {
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

/** Tabs indent generated files and are harmless. */
function escapeLine(line: string): string {
  return line.split("\t").map(escapeControls).join("\t");
}

function summarize(diff: TreeDiff, out: string): string {
  const { files } = diff;
  if (!isDifferent(diff)) return `no differences: ${escapeControls(out)} is up to date`;
  const copies = ({ nodes }: FileDiff) => Math.max(1, nodes.length);
  const places = files.reduce((sum, file) => sum + copies(file), 0);
  const nodes = new Set(files.flatMap((file) => file.nodes)).size;
  const where = nodes === 0 ? "" : ` on ${count(nodes, "node")}`;
  const lines = (key: "added" | "removed") => files.reduce((sum, file) => sum + file[key] * copies(file), 0);
  return `${count(places, "file")}${where} would change: +${lines("added")} -${lines("removed")} lines`;
}
