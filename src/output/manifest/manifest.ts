import { compareText } from "../../contract/compare-text.ts";
import { type Tree, type Unit, unitKey } from "../tree/build-tree.ts";
import { sha256 } from "../tree/sha256.ts";

/** Raised when an older program could misread the manifest. */
export const MANIFEST_FORMAT = 2;

/**
 * Contents of a tree: everything that a configuration-management run needs to ship it, and the list of files that a
 * later build may overwrite or delete.
 */
export interface Manifest {
  readonly format: typeof MANIFEST_FORMAT;
  /** Files next to the nodes' folders, sorted by path. */
  readonly root: readonly ManifestRoot[];
  /** Sorted by node and daemon. */
  readonly units: readonly ManifestUnit[];
}

export interface ManifestRoot {
  readonly path: string;
  /** Absent for a sealed file. */
  readonly sha256?: string;
}

export interface ManifestUnit extends Unit {
  /** Sorted by path. */
  readonly files: readonly ManifestFile[];
  /** Symbolic links, sorted by path. */
  readonly links: readonly ManifestLink[];
}

export interface ManifestLink {
  /** Like that of a file. */
  readonly path: string;
  /** Relative to the link's folder, and never outside the node's tree. */
  readonly target: string;
  readonly services: readonly string[];
}

export interface ManifestFile {
  /** On the node without the leading slash; in the output folder below the node's name. */
  readonly path: string;
  readonly sha256: string;
  /** Octal, such as `0644`. */
  readonly mode: string;
  /** `user:group` on the node. */
  readonly owner: string;
  readonly services: readonly string[];
}

export function makeManifest(tree: Tree): Manifest {
  const units = new Map(
    tree.units.map((unit) => [unitKey(unit), { files: [] as ManifestFile[], links: [] as ManifestLink[] }]),
  );
  for (const { file, content } of tree.files) {
    const { path, owner, services } = file;
    const unit = units.get(unitKey(file));
    if (content.isLink) unit?.links.push({ path, target: content.bytes.toString(), services });
    else {
      const mode = file.mode.toString(8).padStart(4, "0");
      unit?.files.push({ path, sha256: content.sha256, mode, owner, services });
    }
  }
  return {
    format: MANIFEST_FORMAT,
    root: tree.rootFiles.map(({ name, text, sealed }) => ({ path: name, ...(sealed ? {} : { sha256: sha256(text) }) })),
    units: tree.units.map((unit) => ({ ...unit, files: [], links: [], ...units.get(unitKey(unit)) })),
  };
}

/** The manifest after only some nodes were written: their units are new, all others are the last ones. */
export function mergeManifest(last: Manifest, next: Manifest, nodes: ReadonlySet<string>): Manifest {
  const root = new Map([...last.root, ...next.root].map((file) => [file.path, file]));
  const units = [
    ...last.units.filter((unit) => !nodes.has(unit.node)),
    ...next.units.filter((unit) => nodes.has(unit.node)),
  ];
  return {
    format: MANIFEST_FORMAT,
    root: [...root.values()].sort((a, b) => compareText(a.path, b.path)),
    units: units.sort((a, b) => compareText(a.node, b.node) || compareText(a.daemon, b.daemon)),
  };
}
