import { dirname } from "node:path";
import type { Report } from "../../contract/finding.ts";
import type { Files } from "./files.ts";
import { lookAt } from "./read-regular.ts";

/** What exists at the path for a tree: a folder or nothing; undefined, and a finding, if it cannot be written to. */
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
      message: `${shown} is ${what}, but the output folder must be a real folder`,
      help: stat.isSymbolicLink() ? "use the folder that it leads to" : "use another folder",
    });
    return undefined;
  }
  if (lookAt(dirname(path), files) !== undefined) return "absent";
  report({
    code: "output/unwritable",
    message: `${shown} cannot be created: there is no folder ${dirname(path)}`,
    help: `check the spelling, or create the folder: mkdir -p ${dirname(path)}`,
  });
  return undefined;
}
