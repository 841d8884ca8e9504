import { PEERS } from "../../contract/block.ts";
import type { LabFile } from "../../contract/lab-daemon.ts";
import type { Tree } from "../../output/tree/build-tree.ts";
import { daemonNamed } from "../daemons.ts";
import type { Machine } from "../network/lab-plan.ts";

/** Files of a tree for a machine. Files for the operators of an unmanaged router are put where its daemon reads them. */
export function treeFiles(tree: Tree, machine: Machine): LabFile[] {
  const ofPeer = `${machine.name}/`;
  return tree.files.flatMap(({ file, content }): LabFile[] => {
    const { bytes, isLink } = content;
    const rest = { mode: file.mode, owner: file.owner, bytes, ...(isLink ? { isLink } : {}) };
    if (file.node === machine.name) return [{ path: file.path, ...rest }];
    const folder = daemonNamed(file.daemon)?.peerFolder;
    if (file.node !== PEERS || folder === undefined || !file.path.startsWith(ofPeer)) return [];
    return [{ path: `${folder}/${file.path.slice(ofPeer.length)}`, ...rest }];
  });
}
