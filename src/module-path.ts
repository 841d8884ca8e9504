import { join } from "node:path";
import { isSea } from "node:sea";
import { packageRoot } from "./package-root.ts";

/** Whether this program runs compiled, not from source as in a checkout. */
export const isCompiled: boolean = !import.meta.url.endsWith(".ts");

/**
 * Absolute path of the file that holds a module of ours; the executable itself where all is one file.
 * @param module path from the package's root without extension, `src/lab/start-lab`
 */
export function modulePath(module: string): string {
  if (isSea()) return process.execPath;
  return join(packageRoot, isCompiled ? "dist" : "", `${module}${isCompiled ? ".js" : ".ts"}`);
}
