import { tmpdir } from "node:os";
import { GENERATORS } from "../../generators/registry.ts";
import { ALL_CODES } from "../../src/codes.ts";
import type { OutputFile } from "../../src/contract/block.ts";
import { formatPlace } from "../../src/contract/source.ts";
import { collectFindings } from "../../src/diagnostics/collect-findings.ts";
import { layOutTree } from "../../src/lay-out-tree.ts";
import type { Compilation } from "../../src/pipeline.ts";
import { type CheckOptions, type CheckSummary, checkTree } from "../../src/verdict/check-tree.ts";
import { heldFiles } from "../../src/verdict/held-files.ts";
import { checkOptions } from "./check-made-up.ts";

interface Checked {
  readonly summary: CheckSummary;
  /** `<code> <message>`, then the location and those of the notes, one per line. */
  readonly findings: readonly string[];
}

/** Lets the real daemons check the compiled files. */
export async function checkCompilation(
  compilation: Compilation,
  options: Partial<CheckOptions> & { readonly daemons?: readonly string[] } = {},
): Promise<Checked> {
  const { report, list } = collectFindings(ALL_CODES);
  const { daemons, ...more } = options;
  const files =
    daemons === undefined ? compilation.files : compilation.files.filter((file) => daemons.includes(file.daemon));
  const summary = await checkTree(
    layOutTree({ ...compilation, files }),
    { ...checkOptions(tmpdir()), judges: GENERATORS, held: heldFiles(compilation.fleet), ...more },
    report,
  );
  const findings = list().map(({ code, message, at, notes }) => {
    const places = [at, ...notes.map((note) => note.at)].flatMap((span) =>
      span === undefined ? [] : [formatPlace(span)],
    );
    return [`${code} ${message}`, ...places].join("\n");
  });
  return { summary, findings };
}

/** A compilation with a function applied to every line of the generated files, as if the templates were different. */
export function withOtherLines(compilation: Compilation, change: (line: string) => string): Compilation {
  const files = compilation.files.map(
    (file): OutputFile => ({
      ...file,
      blocks: file.blocks.map((block) => ({ ...block, lines: block.lines.map(change) })),
    }),
  );
  return { ...compilation, files };
}
