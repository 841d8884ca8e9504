import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Runs a program that stands beside a file of ours: compiled as it ships, from source in a checkout. */
export function programBeside(url: string, name: string): string[] {
  const file = fileURLToPath(url);
  const loader = extname(file) === ".ts" ? ["--import", createRequire(file).resolve("tsx")] : [];
  return [process.execPath, ...loader, join(dirname(file), `${name}${extname(file)}`)];
}
