import { type Tree, type TreeFile, unitKey } from "../output/tree/build-tree.ts";

/** A set of files that a daemon judges as a whole. */
export interface Job {
  readonly daemon: string;
  /** The check as run on the node. */
  readonly argv: readonly string[];
  /** Absolute paths of what must exist besides the files. */
  readonly requires: readonly string[];
  /** Nodes with this same set, at least one; the files are the first one's. */
  readonly nodes: readonly string[];
  readonly files: readonly TreeFile[];
}

/**
 * Plans the checks: one job for each set of files, however many nodes have it.
 * @param nodes only these nodes' files
 */
export function planJobs(tree: Tree, nodes?: ReadonlySet<string>): Job[] {
  const filesOf = new Map<string, TreeFile[]>(tree.units.map((unit) => [unitKey(unit), []]));
  for (const file of tree.files) filesOf.get(unitKey(file.file))?.push(file);
  const jobs = new Map<string, { readonly job: Job; readonly nodes: string[] }>();
  for (const unit of tree.units) {
    // Files for unmanaged machines have no check.
    if (unit.check.length === 0 || nodes?.has(unit.node) === false) continue;
    const files = filesOf.get(unitKey(unit)) ?? [];
    const contents = files.map(({ file, content }) => [file.path, file.mode, content.sha256]);
    const key = JSON.stringify([unit.daemon, unit.check, unit.requires, contents]);
    const known = jobs.get(key);
    if (known !== undefined) {
      known.nodes.push(unit.node);
      continue;
    }
    const sharing = [unit.node];
    const { daemon, check: argv, requires } = unit;
    jobs.set(key, { nodes: sharing, job: { daemon, argv, requires, nodes: sharing, files } });
  }
  return [...jobs.values()].map(({ job }) => job);
}
