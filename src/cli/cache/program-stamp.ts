import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { isSea } from "node:sea";
import { isCompiled } from "../../module-path.ts";
import { packageRoot } from "../../package-root.ts";

/** The program that makes the output: from source, compiled, or one executable. */
const PROGRAM = isSea()
  ? [process.execPath]
  : [isCompiled ? "dist" : "src", "generators", "services", "package.json"].map((name) => join(packageRoot, name));

/** Golden cases of generators are not part of the program. */
const LEFT_OUT = "cases";

let stamp: string | undefined;

/** Changes with any file of the program, so a working copy does not trust an older one's results: paths, sizes, times. */
export function programStamp(): string {
  stamp ??= PROGRAM.flatMap(marksOf).join("\n");
  return stamp;
}

function marksOf(path: string): string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [`${path} ${stat.size} ${stat.mtimeMs}`];
  const names = readdirSync(path).filter((name) => name !== LEFT_OUT);
  return names.sort().flatMap((name) => marksOf(join(path, name)));
}
