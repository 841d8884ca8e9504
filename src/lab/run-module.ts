import { createRequire } from "node:module";
import { isCompiled, modulePath } from "../module-path.ts";

/** Command line that runs a module of ours (path from the package's root without extension) as a program of its own. */
export function runModule(module: string): string[] {
  const loader = isCompiled ? [] : ["--import", createRequire(import.meta.url).resolve("tsx")];
  return [process.execPath, ...loader, modulePath(module)];
}
