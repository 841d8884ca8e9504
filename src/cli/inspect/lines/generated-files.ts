import type { Block, OutputFile } from "../../../contract/block.ts";
import { didYouMean } from "../../../diagnostics/suggest.ts";

/** A generated file, by its node (or `_peers`) and its path there without the leading slash. */
export interface GeneratedPath {
  readonly node: string;
  readonly path: string;
}

/** `lb1:/etc/haproxy/haproxy.cfg`, as `check` prints it. */
export function formatGenerated({ node, path }: GeneratedPath): string {
  return `${node}:/${path}`;
}

/** The file at a path, or why there is none. */
export function findGenerated(
  files: readonly OutputFile[],
  nodes: readonly string[],
  wanted: GeneratedPath,
): OutputFile | string {
  const { node, path } = wanted;
  const ofNode = files.filter((file) => file.node === node);
  const found = ofNode.find((file) => file.path === path);
  if (found !== undefined) return found;
  const shown = formatGenerated(wanted);
  const owners = new Set([...files.map((file) => file.node), ...nodes]);
  if (!owners.has(node)) return `there is no node \`${node}\`${asHelp(didYouMean(node, owners))}`;
  if (ofNode.length === 0) return `nothing is generated for node ${node}`;
  const folder = path === "" ? "" : `${path}/`;
  const below = ofNode.filter((file) => file.path.startsWith(folder)).map((file) => file.path);
  if (below.length > 0) return `${shown} is a folder: name one of its files, such as ${node}:/${below[0]}`;
  const meant =
    didYouMean(
      path,
      ofNode.map((file) => file.path),
    ) ?? sameName(path, ofNode);
  return `${shown} is not generated${asHelp(meant?.replace("`", `\`${node}:/`))}`;
}

/** A file of the same name in another folder. */
function sameName(path: string, files: readonly OutputFile[]): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const same = files.find((file) => file.path.endsWith(`/${name}`));
  return same === undefined ? undefined : `did you mean \`${same.path}\`?`;
}

function asHelp(help: string | undefined): string {
  return help === undefined ? "" : `: ${help}`;
}

/** A block in a file. */
export interface PlacedBlock {
  readonly block: Block;
  /** First and last line, from 1. */
  readonly start: number;
  readonly end: number;
}

/** The blocks of a file that have lines, in its order. */
export function placeBlocks(blocks: readonly Block[]): PlacedBlock[] {
  const placed: PlacedBlock[] = [];
  let end = 0;
  for (const block of blocks) {
    if (block.lines.length === 0) continue;
    placed.push({ block, start: end + 1, end: end + block.lines.length });
    end += block.lines.length;
  }
  return placed;
}
