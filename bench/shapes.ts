/**
 * `npm run bench:shapes [-- --write-docs]`: measures catalogs that are large in one way. With `--write-docs`
 * the table replaces that of docs/performance.md.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../src/package-root.ts";
import { SHAPES } from "./catalog/shapes.ts";
import { table, usageText } from "./tables.ts";
import { runCommand, withCatalog } from "./workbench.ts";
import { writeDocs } from "./write-docs.ts";

const { values } = parseArgs({ options: { "write-docs": { type: "boolean", default: false } } });
const rows = SHAPES.map(({ what, command, text }) => {
  process.stderr.write(`${what} …\n`);
  return withCatalog({ "fleet.yaml": text }, (bench) => {
    const args = command === "build" ? ["--out", bench.out] : [];
    return [what, command, usageText(runCommand(bench, [command, bench.catalog, ...args]))];
  });
});
const text = table(["", "command", "CPU and memory"], rows);
process.stdout.write(`${text}\n`);
if (values["write-docs"]) writeDocs(join(packageRoot, "docs/performance.md"), { shapes: text });
