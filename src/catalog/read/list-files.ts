import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../../contract/finding.ts";
import { describeFileError } from "./describe-file-error.ts";
import { IGNORE_FILE } from "./ignore-file-name.ts";
import { IgnoreRules } from "./ignore-files.ts";
import { isOutput } from "./is-output.ts";
import { isYaml } from "./is-yaml.ts";

const DEEPEST_FOLDER = 64;

/** Entries examined behind a link, before it counts as one that leads to YAML. */
const MOST_LINKED = 10_000;

/**
 * Paths of the YAML files below a folder, sorted. Hidden files and folders, those in an ignore file, and the output of
 * a build are silently excluded. Links are never followed: one that could be mistaken for a part of the catalog is an
 * error, others are ignored.
 * @param out Folder that the current command writes to; it is not part of the catalog even while it is empty.
 */
export function listFiles(root: string, out: string | undefined, report: Report): string[] {
  const paths: string[] = [];
  walk("", 0, IgnoreRules.none);
  return paths.sort();

  function walk(below: string, depth: number, outer: IgnoreRules): void {
    const entries = readEntries(below);
    const rules = outer.within(root, below, report);
    for (const entry of entries) {
      if (entry.name.startsWith(".")) continue;
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (rules.leaveOut(path, entry)) continue;
      const place = join(root, path);
      const yaml = isYaml(entry.name);
      if (entry.isDirectory()) {
        if (place === out || isOutput(place)) continue;
        if (depth < DEEPEST_FOLDER) walk(path, depth + 1, rules);
        else
          report({
            code: "catalog/unreadable",
            message: `${path} is nested too deeply: more than ${DEEPEST_FOLDER} folders`,
          });
      } else if (entry.isSymbolicLink()) {
        if (yaml || leadsToYaml(place)) reportLink(path);
      } else if (yaml && !entry.isFile()) {
        report({ code: "catalog/unreadable", message: `${path} is not a regular file` });
      } else if (yaml) paths.push(path);
    }
  }

  function readEntries(below: string): Dirent[] {
    try {
      return readdirSync(join(root, below), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      const problem = describeFileError(error, below);
      report({ code: "catalog/unreadable", message: `${below || root} cannot be read: ${problem}` });
      return [];
    }
  }

  function reportLink(path: string): void {
    report({
      code: "catalog/link",
      message: `${path} is a symbolic link`,
      help: `symbolic links are not followed; replace the link by the file, or list it in ${IGNORE_FILE}`,
    });
  }
}

/** Whether a link leads to a folder that could be mistaken for a part of the catalog. */
function leadsToYaml(link: string): boolean {
  if (!isFolder(link) || isOutput(link)) return false;
  const open = [link];
  let seen = 0;
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const entry of entriesOf(folder)) {
      if (++seen > MOST_LINKED) return true;
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) open.push(join(folder, entry.name));
      else if (isYaml(entry.name)) return true;
    }
  }
  return false;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // A broken link leads to no YAML.
    return false;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
