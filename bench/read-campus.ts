import { join } from "node:path";
import { readCatalog } from "../src/catalog/read/read-catalog.ts";
import { type LabInput, labInputOf } from "../src/lab/lab-input.ts";
import { layOutTree } from "../src/lay-out-tree.ts";
import { packageRoot } from "../src/package-root.ts";
import { type Compilation, compile } from "../src/pipeline.ts";

/** examples/campus, and what a lab needs of it. */
export function readCampus(): { compilation: Compilation; input: LabInput } {
  const compilation = compile({
    read: (report) => readCatalog(join(packageRoot, "examples/campus"), report),
    today: new Date().toISOString().slice(0, 10),
  });
  const { fleet, claims } = compilation;
  if (fleet === undefined || claims === undefined) throw new Error("examples/campus has errors");
  return { compilation, input: labInputOf(fleet, claims, layOutTree(compilation)) };
}
