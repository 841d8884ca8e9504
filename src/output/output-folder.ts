import { dirname } from "node:path";
import type { Report } from "../diagnostics/finding.ts";
import type { Tree } from "./build-tree.ts";
import type { Files } from "./files.ts";
import { MANIFEST } from "./manifest.ts";
import { lookAt } from "./read-regular.ts";

/** What stands where a tree is to be: a folder or nothing; undefined, and a finding, for what can't be written to. */
export function lookAtOutput(
  path: string,
  shown: string,
  report: Report,
  files: Files,
): "folder" | "absent" | undefined {
  const stat = lookAt(path, files);
  if (stat?.isDirectory()) return "folder";
  if (stat !== undefined) {
    const what = stat.isSymbolicLink() ? "a symbolic link" : "not a folder";
    report({
      code: "output/not-a-folder",
      message: `${shown} is ${what}, and the output folder has to be a real one`,
      help: stat.isSymbolicLink() ? "name the folder that it leads to" : "name another folder",
    });
    return undefined;
  }
  if (lookAt(dirname(path), files) !== undefined) return "absent";
  report({
    code: "output/unwritable",
    message: `${shown} can't be made: there is no folder ${dirname(path)}`,
    help: `see to the spelling, or make the folder: mkdir -p ${dirname(path)}`,
  });
  return undefined;
}

/** Whether no node's folder has the name of a file beside the nodes' folders. */
export function hasFreeNames(tree: Tree, report: Report): boolean {
  const reserved = new Set([MANIFEST, ...tree.rootFiles.map(({ name }) => name)]);
  const taken = [...new Set(tree.units.map(({ node }) => node))].filter((node) => reserved.has(node));
  for (const node of taken) {
    report({
      code: "output/reserved-name",
      message: `node ${node} has the name of a file that intentlb writes beside the nodes' folders`,
      help: "rename the node",
    });
  }
  return taken.length === 0;
}
