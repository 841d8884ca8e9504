import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/package-root.ts";

/** What is bundled, documentation, and the modules that are bundled separately. */
const NOT_DATA = [/^dist\/(?:src|generators)\//, /^dist\/.*\.(?:cjs|code)$/, /\.md$/, /^LICENSE$/];

/** Files that the program reads by path at run time, which are those that npm packs: path from the root → text. */
export function dataFiles(): Map<string, string> {
  const command = ["pack", "--dry-run", "--ignore-scripts", "--json"];
  const report = execFileSync("npm", command, {
    cwd: packageRoot,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ files }]: [{ files: { path: string }[] }] = JSON.parse(report);
  const paths = files.map(({ path }) => path).filter((path) => !NOT_DATA.some((pattern) => pattern.test(path)));
  return new Map(paths.sort().map((path) => [path, readFileSync(join(packageRoot, path), "utf8")]));
}
