/**
 * `npm run bench:reload [-- --write-docs] [-- --reloads 1000]`: reloads HAProxy as its unit says while requests run,
 * with one member down, one drained and one disabled. With `--write-docs` the table replaces that of docs/failover.md.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../src/package-root.ts";
import { measureReloads } from "./measure-reloads.ts";
import { table } from "./tables.ts";
import { writeDocs } from "./write-docs.ts";

/** Requests per second. */
const RATE = 200;

const { values } = parseArgs({
  options: { "write-docs": { type: "boolean", default: false }, reloads: { type: "string", default: "1000" } },
});
const figures = await measureReloads(Number(values.reloads), RATE);
for (const fault of new Set(figures.lost)) {
  process.stderr.write(`${figures.lost.filter((each) => each === fault).length} lost: ${fault}\n`);
}
const text = table(
  ["reloads", "in", "requests", "lost", "to the one down", "to the drained one", "to the one taken out"],
  [
    [
      String(figures.reloads),
      `${figures.seconds.toFixed(0)} s`,
      ...[figures.requests, figures.lost.length, figures.toDead, figures.toDrained, figures.toOut].map(String),
    ],
  ],
);
process.stdout.write(`${text}\n`);
if (values["write-docs"]) writeDocs(join(packageRoot, "docs/failover.md"), { reload: text });
