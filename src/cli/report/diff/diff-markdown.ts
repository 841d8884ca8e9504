import type { FileDiff } from "../../../diff/diff-files.ts";
import type { NodeChange } from "../../../diff/diff-nodes.ts";
import type { TreeDiff } from "../../../diff/diff-tree.ts";
import { count } from "../count.ts";
import { nameOf, notesOn } from "./compared-with.ts";
import { describeFile, escapeLine, nameFile, warningAbout } from "./describe-file.ts";
import type { DiffView } from "./diff-view.ts";
import { type Block, fitBlocks } from "./fit-blocks.ts";
import { groupNodes } from "./group-nodes.ts";
import { headline } from "./headline.ts";
import { shortenName, some, sumLines } from "./left-out.ts";
import { codeSpan, fence, htmlCode } from "./markdown-text.ts";
import { sentencesOf } from "./sentences.ts";

/** Bytes of the whole text. Forges refuse comments of more than 65,536 characters, and some count bytes. */
const MOST_BYTES = 60_000;

/** Bytes for what is said about the rest. */
const RESERVED = 500;
const MOST_BYTES_OF_NODES = 10_000;
const MOST_SENTENCES = 40;
const MOST_LINES_PER_FILE = 100;
const MOST_NAMES = 20;

/**
 * A comment for a forge: what matters first, at most `MOST_BYTES` long; if that is too little, hunks are left out first,
 * then sentences, each as a whole. Names and contents only occur where neither Markdown nor HTML is read.
 */
export function diffMarkdown(diff: TreeDiff, view: Omit<DiffView, "color">): string {
  const { compared, digest, stat, words } = view;
  const head = [`**${headline(diff)}**`, ...notesOn(diff, compared).map((note) => codeSpan(shortenName(note)))];
  const foot = `Compared with ${codeSpan(shortenName(nameOf(compared)))}.\n\nDigest of what a build writes: ${codeSpan(digest)}`;
  const room = MOST_BYTES - RESERVED - Buffer.byteLength([...head, foot].join("\n\n"));
  const nodes = fitBlocks(describeNodes(diff.nodes.changed), Math.min(room, MOST_BYTES_OF_NODES));
  const sentences = fitBlocks(stat ? [] : describeSentences(diff, view), room - nodes.bytes);
  const files = fitBlocks(words ? [] : describeFiles(diff.files, view), room - nodes.bytes - sentences.bytes);
  const hiddenLines = diff.files.reduce((sum, { lines }) => sum + lines.length, 0) - sumLines(files.shown);
  const left = [
    some(sentences.hidden.length, "sentence"),
    some(nodes.hidden.length, "group of nodes", "groups of nodes"),
    some(files.hidden.length, "file"),
    some(stat || words ? 0 : hiddenLines, "line of files", "lines of files"),
  ].filter((part) => part !== "");
  const blocks = [
    ...head,
    ...foldRest(sentences.shown),
    nodes.shown.length === 0 ? "" : `Nodes that change:\n\n${listOf(nodes.shown)}`,
    joinItems(files.shown),
    left.length === 0 ? "" : `Left out: ${left.join(", ")}. Run \`intentlb diff --full\` to see everything.`,
    foot,
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function describeSentences(diff: TreeDiff, { showPath }: Pick<DiffView, "showPath">): Block[] {
  return sentencesOf(diff, showPath).map(({ mark, text, place }) => {
    const where = place === "" ? "" : `, ${codeSpan(shortenName(place))}`;
    return { text: `- ${codeSpan(`${mark} ${text}`)}${where}` };
  });
}

/** Nodes whose daemons do the same share a line. */
function describeNodes(changes: readonly NodeChange[]): Block[] {
  return groupNodes(changes).map(({ nodes, reloads, drops }) => {
    const effects = [
      reloads.length === 0 ? "" : `reload ${spans(reloads)}`,
      drops.length === 0 ? "" : `no files of ${spans(drops)} any more`,
    ].filter((effect) => effect !== "");
    return { text: `- ${spans(nodes)}: ${effects.join("; ") || "nothing to reload"}` };
  });
}

function spans(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map((name) => codeSpan(shortenName(name)));
  const hidden = names.length - shown.length;
  return `${shown.join(", ")}${hidden === 0 ? "" : ` and ${hidden} more`}`;
}

function describeFiles(files: readonly FileDiff[], { stat, full }: Pick<DiffView, "stat" | "full">): Block[] {
  return files.map((file) => {
    const warning = warningAbout(file);
    const title = `${nameFile(file)}  ${describeFile(file)}${warning === undefined ? "" : ` (${warning})`}`;
    const isFolded = stat || file.lines.length === 0 || (!full && file.status !== "changed");
    if (isFolded) return { text: `- ${codeSpan(title)}` };
    const lines = file.lines.slice(0, full ? file.lines.length : MOST_LINES_PER_FILE);
    const more = file.lines.length - lines.length;
    const parts = [
      `<details><summary>${htmlCode(title)}</summary>`,
      fence(lines.map(escapeLine), "diff"),
      ...(more === 0 ? [] : [`and ${count(more, "line")} more`]),
      "</details>",
    ];
    return { text: parts.join("\n\n"), lines: lines.length };
  });
}

/** Nobody reads a hundred sentences; who wants to unfolds them. */
function foldRest(sentences: readonly Block[]): string[] {
  const [first, rest] = [sentences.slice(0, MOST_SENTENCES), sentences.slice(MOST_SENTENCES)];
  if (rest.length === 0) return [listOf(first)];
  return [listOf(first), `<details><summary>and ${rest.length} more</summary>`, listOf(rest), "</details>"];
}

/** Items of a list follow each other directly, folded files after an empty line. */
function joinItems(blocks: readonly Block[]): string {
  let text = "";
  for (const [index, block] of blocks.entries()) {
    const isList = block.lines === undefined && blocks[index - 1]?.lines === undefined;
    text += `${index === 0 ? "" : isList ? "\n" : "\n\n"}${block.text}`;
  }
  return text;
}

function listOf(items: readonly Block[]): string {
  return items.map(({ text }) => text).join("\n");
}
