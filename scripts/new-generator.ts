import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../src/package-root.ts";
import { scaffoldGenerator } from "./scaffold-generator.ts";

/** `npm run new-generator -- NAME`: writes a minimal generator that compiles, and adds it to the registry. */
const [name, ...more] = process.argv.slice(2);
if (name === undefined || more.length > 0) {
  console.error("usage: npm run new-generator -- NAME");
  process.exit(2);
}
const files = scaffoldGenerator(packageRoot, name);
if (typeof files === "string") {
  console.error(`new-generator: ${files}`);
  process.exit(2);
}
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(packageRoot, path)), { recursive: true });
  writeFileSync(join(packageRoot, path), text, { flag: "wx" });
  console.log(`written: ${path}`);
}
await import("./generate.ts");
console.log(`next: docs/adding-a-generator.md; npx vitest run test/golden shows the case of generators/${name}`);
