import { dirname } from "node:path";
import type { Report } from "../../contract/finding.ts";
import type { Files } from "./files.ts";
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
