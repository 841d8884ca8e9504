import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reportPretty } from "../../src/cli/report/report-pretty.ts";
import { ALL_CODES } from "../../src/codes.ts";
import { collectFindings } from "../../src/diagnostics/collect-findings.ts";
import type { Finding } from "../../src/contract/finding.ts";
import { analyze } from "../../src/pipeline.ts";
import { textInput } from "../support/compile-text.ts";
import { type ErrorCase, readCases } from "./cases.ts";
import type { Provoke } from "./provoke.ts";

/** The day for findings that depend on the date. */
const TODAY = "2026-06-01";

const CASES = readCases();

test.each(CASES.map((each) => [`${each.code} (${each.name})`, each] as const))("%s", async (_title, each) => {
  const text =
    each.catalog === undefined ? await provoke(each) : show(analyze(textInput(each.catalog, TODAY)).findings);
  await expect(text).toMatchFileSnapshot(each.expectedFile);
  expect(text.split("\n").map((line) => line.split(" ")[1])).toContain(each.code);
});

test("every finding has a case, and every case a finding", () => {
  const filed = [...new Set(CASES.map(({ code }) => code))].sort();
  expect(filed).toEqual(Object.keys(ALL_CODES).sort());
});

/** What users see on a terminal of 120 columns without colours. */
function show(findings: readonly Finding[]): string {
  const showPath = ({ path, builtin }: { path: string; builtin: boolean }) => (builtin ? `<built-in>/${path}` : path);
  return reportPretty(findings, { showPath, codes: ALL_CODES, width: 120, color: false });
}

/** Runs the case in its own folder, which the text calls `/folder`. */
async function provoke({ provokeFile }: ErrorCase): Promise<string> {
  const module: { readonly provoke: Provoke } = await import(provokeFile);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "intentlb-errors-")));
  try {
    const { report, list } = collectFindings(ALL_CODES);
    await module.provoke(folder, report);
    return show(list()).replaceAll(folder, "/folder");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
