import type { OutputFile } from "../../contract/block.ts";
import { compareText } from "../../contract/compare-text.ts";
import { MANIFEST } from "../../contract/root-names.ts";
import { type Content, contentRenderer, linkContent } from "./content.ts";
import { foldersOf, isSafePath, linkedPath } from "./safe-path.ts";

/** A daemon on a node: what must exist there besides its files, and the commands that check and reload it. */
export interface Unit {
  readonly node: string;
  readonly daemon: string;
  /** Absolute paths on the node, sorted. */
  readonly requires: readonly string[];
  /** Parts of the daemon that its files need, by their names in the distribution; sorted. */
  readonly modules: readonly string[];
  readonly check: readonly string[];
  readonly reload: readonly string[];
}

/** A file next to the nodes' folders, such as `claims.json`; mode 0644. */
export interface RootFile {
  readonly name: string;
  readonly text: string;
  /**
   * The text has a `seal`, and the manifest has no hash of it: so the manifest stays unchanged if only this file
   * changes, as the source map does when a line is added to the catalog.
   */
  readonly sealed?: true;
  /**
   * Text to write if only some nodes are written, from the file's last text, unless another version of intentlb wrote
   * that. Without it the last text stays.
   */
  readonly merge?: (last: string | undefined, nodes: ReadonlySet<string>) => Merged;
}

/** A merged text, or that the last one cannot be read. */
type Merged = { readonly text: string } | "other-version";

export interface TreeFile {
  /** Path in the output folder: `<node>/<path>`. */
  readonly place: string;
  readonly file: OutputFile;
  readonly content: Content;
}

/** Everything that a build puts in its output folder, except the manifest, which is derived from it. */
export interface Tree {
  /** Sorted by place. */
  readonly files: readonly TreeFile[];
  /** Units that have files, sorted by node and daemon. */
  readonly units: readonly Unit[];
  readonly rootFiles: readonly RootFile[];
}

/**
 * Lays out the files of a build in memory.
 * @throws for faults of generators: two files at one place, a place outside the node's folder, a world-writable mode, a
 *   link out of the node's folder, a file of no unit; and for a node named like a file next to the nodes' folders, which
 *   lint rejects.
 */
export function buildTree(
  outputFiles: readonly OutputFile[],
  units: readonly Unit[],
  rootFiles: readonly RootFile[] = [],
): Tree {
  const render = contentRenderer();
  const files = outputFiles
    .map((file) => ({
      place: `${file.node}/${file.path}`,
      file,
      content: file.isLink ? linkContent(targetOf(file)) : render(file.blocks),
    }))
    .sort((a, b) => compareText(a.place, b.place));
  refuseBadFiles(files, rootFiles);
  const wanted = new Set(outputFiles.map((file) => unitKey(file)));
  const known = units.filter((unit) => wanted.delete(unitKey(unit)));
  for (const key of wanted) throw new Error(`there are files of ${key} but no unit`);
  return {
    files,
    units: known.sort((a, b) => compareText(a.node, b.node) || compareText(a.daemon, b.daemon)),
    rootFiles: [...rootFiles].sort((a, b) => compareText(a.name, b.name)),
  };
}

/** Node and daemon as one key: names of nodes have no spaces. */
export function unitKey(of: { readonly node: string; readonly daemon: string }): string {
  return `${of.node} ${of.daemon}`;
}

/** Target of a link. */
function targetOf({ node, path, blocks }: OutputFile): string {
  const [target = "", ...others] = blocks.flatMap(({ lines }) => lines);
  if (others.length > 0 || linkedPath(path, target) === undefined)
    throw new Error(`the link ${node}/${path} leads out of its node: ${JSON.stringify(target)}`);
  return target;
}

function refuseBadFiles(files: readonly TreeFile[], rootFiles: readonly RootFile[]): void {
  const places = new Set([MANIFEST, ...rootFiles.map(({ name }) => name)]);
  for (const { place, file } of files) {
    if (places.has(place)) throw new Error(`two files at ${place}, the second by ${file.daemon}`);
    places.add(place);
    if (!isSafePath(place) || file.node.includes("/"))
      throw new Error(`${file.daemon} writes outside its node: ${place}`);
    if (!file.isLink && (file.mode & ~0o775) !== 0)
      throw new Error(`mode ${file.mode.toString(8)} of ${place} is not allowed`);
  }
  for (const { place } of files) {
    const clash = foldersOf(place).find((folder) => places.has(folder));
    if (clash !== undefined) throw new Error(`${clash} is both a file and a folder`);
  }
}
