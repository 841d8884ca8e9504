// `node scripts/packaging/write-code.mjs CODE [OUT]`: writes what V8 makes of the bundled program to the file CODE. If there is a folder
// OUT for what commands write, some run first: the functions that they call need not be compiled again.
import { writeFileSync } from "node:fs";

// In this order: V8 ignores code that was made with other flags.
await import("../../dist/src/cli/tune-engine.js");
const { loadBundle } = await import("../../dist/src/cli/load-bundle.js");

const [code = "", out] = process.argv.slice(2);
const campus = "examples/campus";
if (out === undefined) writeFileSync(code, loadBundle(true).script.createCachedData());
else {
  const { script, start } = loadBundle();
  const run = start();
  process.stderr.write = () => true;
  for (const command of [
    ["lint", campus],
    ["build", campus, "-o", out],
    ["build", campus, "-o", out],
    ["diff", campus, "-o", out],
  ]) {
    await run(["node", "intentlb", ...command]);
  }
  writeFileSync(code, script.createCachedData());
  // Warnings about the example are no failure.
  process.exitCode = 0;
}
