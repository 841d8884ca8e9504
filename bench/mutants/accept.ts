import { tmpdir } from "node:os";
import { checkContext } from "../../src/check-context.ts";
import { ALL_CODES } from "../../src/codes.ts";
import type { Finding } from "../../src/contract/finding.ts";
import { collectFindings } from "../../src/diagnostics/collect-findings.ts";
import type { Tree } from "../../src/output/tree/build-tree.ts";
import type { Compilation } from "../../src/pipeline.ts";
import { checkTree } from "../../src/verdict/check-tree.ts";
import { searchPath } from "../../src/verdict/find-program.ts";
import { type Mutant, plantAll } from "./mutant.ts";

/** What `intentlb check` says about a mutant; it is in the running only if its daemon accepts it. */
export type Acceptance = "rejected" | "noticed" | "accepted";

/** Lets the mutant's daemon judge the files of its node. */
export async function accept(mutant: Mutant, tree: Tree, compilation: Compilation): Promise<Acceptance> {
  const { node, daemon } = mutant;
  const isOwn = (of: { readonly node: string; readonly daemon: string }) => of.node === node && of.daemon === daemon;
  const own: Tree = {
    files: tree.files.filter(({ file }) => isOwn(file)),
    units: tree.units.filter(isOwn),
    rootFiles: [],
  };
  const { report, list } = collectFindings(ALL_CODES);
  await checkTree(
    plantAll(own, [mutant]),
    {
      ...checkContext(compilation),
      path: searchPath(process.env["PATH"]),
      temporary: tmpdir(),
      isRoot: process.getuid?.() === 0,
    },
    report,
  );
  return verdictOf(list());
}

function verdictOf(findings: readonly Finding[]): Acceptance {
  const codes = findings.map(({ code }) => code);
  const failed = codes.find((code) => code === "daemon/absent" || code === "daemon/not-confined");
  if (failed !== undefined) throw new Error(`no verdict: ${failed}`);
  if (codes.includes("daemon/rejects") || codes.includes("daemon/no-verdict")) return "rejected";
  return codes.includes("daemon/warns") ? "noticed" : "accepted";
}
