import { ALL_CODES } from "../../codes.ts";
import type { Finding } from "../../contract/finding.ts";
import { present } from "../../contract/present.ts";
import { collectFindings, compareFindings } from "../../diagnostics/collect-findings.ts";
import { layOutTree } from "../../lay-out-tree.ts";
import { recover } from "../../output/transaction/recover.ts";
import { type WriteResult, writeTree } from "../../output/transaction/write-tree.ts";
import type { Compilation } from "../../pipeline.ts";

interface WriteOptions {
  readonly out: string;
  readonly node?: readonly string[];
  readonly dryRun?: true;
  readonly force?: true;
  readonly expect?: string;
}

interface Written {
  /** Findings of the compilation and of writing. */
  readonly findings: readonly Finding[];
  /** Absent if nothing was written because of errors. */
  readonly result?: WriteResult;
}

/**
 * Writes what was compiled if it is valid. If not, what a killed build left in the folder is still completed, so that
 * readers of the folder find a complete tree.
 */
export function writeCompilation(compilation: Compilation, sound: boolean, options: WriteOptions): Written {
  const { out, node, dryRun = false, force = false, expect } = options;
  const { report, list } = collectFindings(ALL_CODES);
  let result: WriteResult | undefined;
  if (sound) {
    const nodes = node === undefined ? {} : { nodes: new Set(node) };
    result = writeTree(out, layOutTree(compilation), { ...nodes, dryRun, force, ...present({ expect }) }, report);
  } else if (!dryRun) recover(out, report, force);
  const findings = [...compilation.findings, ...list()].sort(compareFindings);
  return { findings, ...present({ result }) };
}
