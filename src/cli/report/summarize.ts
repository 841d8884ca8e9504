import type { Finding } from "../../contract/finding.ts";
import { escapeControls } from "../../diagnostics/escape-controls.ts";
import type { WriteResult } from "../../output/transaction/write-tree.ts";
import type { FleetSize } from "../../pipeline.ts";
import { count, countFindings } from "./count.ts";

interface Build {
  readonly catalog: string;
  readonly out: string;
  readonly fleet: FleetSize | undefined;
  readonly findings: readonly Finding[];
  /** Absent if nothing was written. */
  readonly result: WriteResult | undefined;
  readonly dryRun?: true;
  /** Milliseconds that the build took. */
  readonly elapsed: number;
}

/** A build's summary, in three lines; a dry run lists the files first. */
export function summarize({ catalog, out, fleet, findings, result, dryRun, elapsed }: Build): string {
  const size =
    fleet === undefined ? "" : `: ${count(fleet.nodes.size, "node")}, ${count(fleet.services.size, "service")}`;
  const lines = [
    ...(dryRun === true ? (result?.written ?? []).map((path) => `write ${path}`) : []),
    ...(dryRun === true ? (result?.removed ?? []).map((path) => `remove ${path}`) : []),
    `catalog ${catalog}${size}`,
    `output ${out}: ${describe(result)}${dryRun === true ? " (dry run)" : ""}`,
    `${countFindings(findings)}; ${(elapsed / 1000).toFixed(2)} s`,
  ];
  return lines.map((line) => `${escapeControls(line)}\n`).join("");
}

function describe(result: WriteResult | undefined): string {
  if (result === undefined) return "nothing written";
  const { written, unchanged, removed } = result;
  return `${count(written.length, "file")} written, ${unchanged.length} unchanged, ${removed.length} removed`;
}
