import { PEERS } from "../../contract/block.ts";
import type { Tree } from "../../output/tree/build-tree.ts";
import type { Machine } from "../network/lab-plan.ts";

/** A file as a machine holds it. */
export interface LabFile {
  /** Without the leading slash. */
  readonly path: string;
  readonly mode: number;
  /** `user:group` */
  readonly owner: string;
  readonly bytes: Buffer;
  /** A symbolic link to what the bytes say. */
  readonly isLink?: true;
}

export function labFile(path: string, text: string, mode = 0o644): LabFile {
  return { path: path.replace(/^\//, ""), mode, owner: "root:root", bytes: Buffer.from(text) };
}

/** Files of a tree for a machine. What is for the operators of a router that is not ours is where its daemon looks for it. */
export function treeFiles(tree: Tree, machine: Machine): LabFile[] {
  const ofPeer = `${machine.name}/`;
  return tree.files.flatMap(({ file, content }): LabFile[] => {
    const { bytes, isLink } = content;
    const rest = { mode: file.mode, owner: file.owner, bytes, ...(isLink ? { isLink } : {}) };
    if (file.node === machine.name) return [{ path: file.path, ...rest }];
    if (file.node !== PEERS || !file.path.startsWith(ofPeer)) return [];
    return [{ path: `etc/bird/${file.path.slice(ofPeer.length)}`, ...rest }];
  });
}

/** Text of a file by the end of its path. */
export function textOf(files: readonly LabFile[], path: string): string | undefined {
  return files.find((file) => file.path === path)?.bytes.toString("utf8");
}
