import { type Dirent, lstatSync } from "node:fs";
import { join } from "node:path";
import ignore, { type Ignore } from "ignore";
import type { Report } from "../../contract/finding.ts";
import { Source } from "../../contract/source.ts";
import { IGNORE_FILE } from "./ignore-file-name.ts";
import { readText } from "./read-text.ts";

/** The ignore file of one folder. */
interface Level {
  /** Path of the folder within the catalog's, with a slash at its end; empty for the catalog's own. */
  readonly prefix: string;
  readonly patterns: Ignore;
}

/** What is excluded in a folder: by its own ignore file and by those above it; the nearest match decides. */
export class IgnoreRules {
  readonly #levels: readonly Level[];

  private constructor(levels: readonly Level[]) {
    this.#levels = levels;
  }

  static readonly none: IgnoreRules = new IgnoreRules([]);

  /** The rules below a folder of the catalog: those above it, and its own file's if it has one. */
  within(root: string, below: string, report: Report): IgnoreRules {
    const path = below === "" ? IGNORE_FILE : `${below}/${IGNORE_FILE}`;
    const patterns = readPatterns(root, path, report);
    if (patterns === undefined) return this;
    return new IgnoreRules([{ prefix: path.slice(0, -IGNORE_FILE.length), patterns }, ...this.#levels]);
  }

  /** Whether an entry is excluded. Nothing inside an excluded folder is ever checked. */
  leaveOut(path: string, entry: Dirent): boolean {
    for (const { prefix, patterns } of this.#levels) {
      const { ignored, unignored } = patterns.test(path.slice(prefix.length) + (entry.isDirectory() ? "/" : ""));
      if (ignored || unignored) return ignored;
    }
    return false;
  }
}

function readPatterns(root: string, path: string, report: Report): Ignore | undefined {
  const place = join(root, path);
  const stat = lstatSync(place, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const file = stat.isFile() ? readText(place) : { problem: "is not a regular file" };
  if ("problem" in file) {
    report({ code: "catalog/ignore-file", message: `${path} ${file.problem}` });
    return undefined;
  }
  const source = new Source(path, file.text);
  const patterns = ignore({ ignorecase: false });
  for (const [index, line] of file.text.split(/\r?\n/).entries()) {
    const wrong = whatIsWrong(line);
    if (wrong === undefined) patterns.add(line);
    else {
      const start = source.offset(index + 1);
      const at = { source, start, end: start + line.length };
      report({
        code: "catalog/ignore-file",
        message: `\`${line.trim()}\` is not a valid pattern: ${wrong.message}`,
        at,
        help: wrong.help,
      });
    }
  }
  return patterns;
}

/** Patterns that git silently accepts and that match nothing. */
function whatIsWrong(line: string): { message: string; help: string } | undefined {
  const pattern = line.replace(/(?<!\\) +$/, "");
  if (pattern === "" || pattern.startsWith("#")) return undefined;
  if (/^!?\/*$/.test(pattern)) {
    return { message: "it matches nothing", help: "write the path of a file or folder, such as `drafts/`" };
  }
  if (/(?<!\\)(?:\\\\)*\\$/.test(pattern)) {
    return { message: "it ends in a backslash", help: "remove the backslash, or double it if the name contains one" };
  }
  if (/(?<!\\)(?:\\\\)*\[(?!.+?\])/.test(pattern)) {
    return { message: "`[` is not closed", help: "close the bracket, or write `\\[` if the name contains one" };
  }
  if (/^!?\.{1,2}\//.test(pattern) || pattern.includes("/../")) {
    return { message: "`.` and `..` are not supported", help: "write the path relative to the ignore file's folder" };
  }
  return undefined;
}
