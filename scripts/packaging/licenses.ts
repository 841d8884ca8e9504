import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/package-root.ts";

/** Licences of intentlb and of the packages that are bundled with it, as their authors require. */
export function licenseTexts(packages: readonly string[]): string {
  const parts = [...new Set(packages)].sort().map((name) => [name, join(packageRoot, "node_modules", name)] as const);
  return [["intentlb", packageRoot] as const, ...parts]
    .map(([name, folder]) => `${name}\n${"=".repeat(name.length)}\n\n${licenseOf(folder).trim()}\n`)
    .join("\n\n");
}

function licenseOf(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`${folder} has no licence to hand on`);
  return readFileSync(join(folder, file), "utf8");
}
