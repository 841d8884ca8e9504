import { createHash } from "node:crypto";
import { RISKS, type Risk } from "../../../../contract/wording.ts";
import type { FileDiff } from "../../../../diff/diff-files.ts";
import type { TreeDiff } from "../../../../diff/diff-tree.ts";
import { readPackageFile } from "../../../../package-files.ts";
import { renderHtml } from "../../../../render/html.ts";
import { describeChange, MARKS } from "../../../../words/fold-sentences.ts";
import { count } from "../../count.ts";
import { nameOf, notesOn } from "../compared-with.ts";
import { describeFile, nameFile, warningAbout } from "../describe-file.ts";
import type { DiffView } from "../diff-view.ts";
import { type Block, fitBlocks } from "../fit-blocks.ts";
import { groupNodes } from "../group-nodes.ts";
import { headline } from "../headline.ts";
import { shortenName, some, sumLines } from "../left-out.ts";
import { type Excerpts, excerptsOf } from "./excerpts.ts";
import { pictureBlocks } from "./picture-blocks.ts";

/** Bytes of the whole page: browsers show more only slowly. */
const MOST_BYTES = 4_000_000;

/** Bytes for the style, and for what is said about the rest. */
const RESERVED = 50_000;
const MOST_BYTES_OF_PICTURES = 1_000_000;
const MOST_BYTES_OF_NODES = 200_000;
const MOST_BYTES_OF_EXCERPTS = 800_000;
const MOST_BYTES_OF_SENTENCES = 1_000_000;

const MOST_LINES_PER_FILE = 500;
const MOST_SENTENCES = 40;
const MOST_PLACES = 10;
const MOST_NAMES = 50;

/** What the first character of a line of a unified diff says. */
const KINDS: Readonly<Record<string, string>> = { "+": "added", "-": "removed", "@": "hunk" };

const FOLDER = "src/cli/report/diff/html/templates";

/** What each risk means, as the manual has it. */
const RISK_WORDS: Readonly<Record<Risk, string>> = {
  opens: "somebody may do more, or something protects less",
  stops: "something is withdrawn or ends",
  moves: "the same, elsewhere",
  adds: "something new",
  changes: "the rest",
};

/**
 * A page that needs nothing but a browser: no script, and nothing from a network. At most `MOST_BYTES` long; if that is
 * too little, hunks are left out first, each as a whole. Every text is escaped by the templates.
 */
export function diffHtml(diff: TreeDiff, view: Omit<DiffView, "color">): string {
  const { compared, digest, showPath, stat, words } = view;
  const { changes = [] } = stat ? {} : diff;
  const excerpts = excerptsOf(changes, showPath);
  const pictures = pictureBlocks(stat ? undefined : diff.promises, changes);
  const nodes = fitBlocks(nodeBlocks(diff), MOST_BYTES_OF_NODES);
  const drawings = fitBlocks(pictures.blocks, MOST_BYTES_OF_PICTURES);
  const quoted = fitBlocks(excerptBlocks(excerpts), MOST_BYTES_OF_EXCERPTS);
  const linked = new Set(quoted.shown.flatMap(({ anchors }) => anchors));
  const sentences = fitBlocks(sentenceBlocks(changes, view, excerpts, linked), MOST_BYTES_OF_SENTENCES);
  const room = MOST_BYTES - RESERVED - nodes.bytes - drawings.bytes - quoted.bytes - sentences.bytes;
  const files = fitBlocks(words ? [] : fileBlocks(diff.files, view), room);
  const hiddenLines = sumLines(diff.files.map(({ lines }) => ({ lines: lines.length }))) - sumLines(files.shown);
  const style = readPackageFile(`${FOLDER}/page.css`);
  return render("page", {
    style,
    styleHash: createHash("sha256").update(style).digest("base64"),
    headline: headline(diff),
    notes: notesOn(diff, compared).map(shortenName),
    groups: groupByRisk(sentences.shown),
    pictures: drawings.shown.map(textOf),
    undrawn: pictures.undrawn,
    nodes: nodes.shown.map(textOf),
    files: files.shown.map(textOf),
    excerpts: quoted.shown.map(textOf),
    left: [
      some(sentences.hidden.length, "sentence"),
      some(drawings.hidden.length + pictures.more, "picture of a service", "pictures of services"),
      some(nodes.hidden.length, "group of nodes", "groups of nodes"),
      some(quoted.hidden.length, "excerpt"),
      some(files.hidden.length, "file"),
      some(stat || words ? 0 : hiddenLines, "line of files", "lines of files"),
    ].filter((part) => part !== ""),
    compared: shortenName(nameOf(compared)),
    digest,
  });
}

interface SentenceBlock extends Block {
  readonly risk: Risk;
}

function sentenceBlocks(
  changes: NonNullable<TreeDiff["changes"]>,
  { showPath }: Pick<DiffView, "showPath">,
  excerpts: Excerpts,
  linked: ReadonlySet<string>,
): SentenceBlock[] {
  return changes.map((change) => {
    const places = change.places.slice(0, MOST_PLACES).map((place) => {
      const { span, profile } = place;
      const anchor = excerpts.anchorOf(place);
      return {
        anchor: anchor !== undefined && linked.has(anchor) ? anchor : "",
        text: shortenName(`${showPath(span.source)}:${span.source.position(span.start).line}`),
        through: profile === undefined ? "" : ` through ${shortenName(profile)}`,
      };
    });
    const more = change.places.length - places.length;
    const text = render("sentence", {
      mark: MARKS[change.risk],
      risk: change.risk,
      text: describeChange(change),
      places,
      more: more === 0 ? "" : ` and ${count(more, "more place")}`,
    });
    return { text, risk: change.risk };
  });
}

/** Of each risk, the first sentences and the rest, which is folded. */
function groupByRisk(blocks: readonly SentenceBlock[]): object[] {
  return RISKS.flatMap((risk) => {
    const texts = blocks.filter((block) => block.risk === risk).map(textOf);
    if (texts.length === 0) return [];
    return [
      {
        risk,
        mark: MARKS[risk],
        words: RISK_WORDS[risk],
        first: texts.slice(0, MOST_SENTENCES),
        rest: texts.slice(MOST_SENTENCES),
      },
    ];
  });
}

function nodeBlocks({ nodes }: TreeDiff): Block[] {
  return groupNodes(nodes.changed).map((group) => ({
    text: render("nodes", {
      nodes: cutNames(group.nodes),
      reloads: cutNames(group.reloads),
      drops: cutNames(group.drops),
    }),
  }));
}

function cutNames(names: readonly string[]): { readonly shown: readonly string[]; readonly more: number } {
  const shown = names.slice(0, MOST_NAMES).map(shortenName);
  return { shown, more: names.length - shown.length };
}

function excerptBlocks({ all }: Excerpts): (Block & { readonly anchors: readonly string[] })[] {
  return all.map(({ title, lines }) => ({
    text: render("excerpt", { title: shortenName(title), lines }),
    anchors: lines.flatMap(({ anchor }) => (anchor === undefined ? [] : [anchor])),
  }));
}

function fileBlocks(files: readonly FileDiff[], { stat, full }: Pick<DiffView, "stat" | "full">): Block[] {
  return files.map((file) => {
    const lines = stat ? [] : file.lines.slice(0, full ? file.lines.length : MOST_LINES_PER_FILE);
    const text = render("file", {
      name: nameFile(file),
      change: describeFile(file),
      warning: warningAbout(file) ?? "",
      lines: lines.map((line) => ({ text: line, kind: KINDS[line[0] ?? ""] ?? "kept" })),
      more: stat ? 0 : file.lines.length - lines.length,
    });
    return { text, lines: lines.length };
  });
}

function render(template: string, data: object): string {
  return renderHtml(`${FOLDER}/${template}.eta`, data);
}

function textOf({ text }: Block): string {
  return text;
}
