import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/package-root.ts";
import { bundleProgram } from "./packaging/bundle.ts";
import { makeCode } from "./packaging/make-code.ts";

/** Writes dist/intentlb.cjs for `src/cli/load-bundle.ts`, and dist/intentlb.code for the Node that runs this. */
for (const [path, text] of (await bundleProgram()).files) writeFileSync(join(packageRoot, path), text);
writeFileSync(join(packageRoot, "dist/intentlb.code"), makeCode(process.execPath, "used"));
