import type { Acceptance, Finding, Severity } from "../../contract/finding.ts";
import type { Span } from "../../contract/source.ts";
import { formatPlaceFor, placeOf } from "./place.ts";
import type { ReportContext, Reporter } from "./reporter.ts";
import { repositoryPlace } from "./repository-place.ts";
import { stringifySafely } from "./stringify-safely.ts";

/** SARIF's `level` (OASIS SARIF 2.1.0, 3.27.10). */
const LEVELS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", notice: "note" };

/**
 * Static Analysis Results Interchange Format 2.1.0, for code scanning: one run, rules for the codes that occur.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export const reportSarif: Reporter = (findings, context) => {
  const codes = [...new Set(findings.map((finding) => finding.code))].sort();
  return stringifySafely({
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "intentlb", rules: codes.map((code) => rule(code, context)) } },
        columnKind: "utf16CodeUnits",
        results: findings.map((finding) => result(finding, codes, context)),
      },
    ],
  });
};

function rule(code: string, { codes }: ReportContext): unknown {
  const entry = codes[code];
  if (entry === undefined) return { id: code };
  return {
    id: code,
    fullDescription: { text: entry.about },
    defaultConfiguration: { level: LEVELS[entry.severity] },
  };
}

function result(finding: Finding, codes: readonly string[], context: ReportContext): unknown {
  const { code, severity, message, notes, help, accepted } = finding;
  const at = repositoryPlace(finding);
  // A generated line is described in words: a path on a node is not a path in the repository.
  const generated = [finding.at, ...notes.map((note) => note.at)].filter((span) => span?.source.generated === true);
  const places = generated.flatMap((span) => (span === undefined ? [] : [formatPlaceFor(span, context.showPath)]));
  const unplaced = notes.filter((note) => note.at === undefined).map((note) => note.message);
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: LEVELS[severity],
    message: { text: [message, ...places, ...unplaced, ...(help === undefined ? [] : [help])].join("\n") },
    ...(accepted === undefined ? {} : { suppressions: [suppression(accepted)] }),
    ...(at === undefined ? {} : { locations: [{ physicalLocation: location(at, context) }] }),
    relatedLocations: notes.flatMap((note) =>
      note.at === undefined || note.at.source.generated
        ? []
        : [{ message: { text: note.message }, physicalLocation: location(note.at, context) }],
    ),
  };
}

/** 3.35: `inSource`, because the catalog itself accepts it. */
function suppression({ reason, until }: Acceptance): unknown {
  const justification = until === undefined ? reason : `${reason} (until ${until})`;
  return { kind: "inSource", status: "accepted", justification };
}

function location(span: Span, { showPath }: ReportContext): unknown {
  const { file, line, column, endLine, endColumn } = placeOf(span, showPath);
  return {
    artifactLocation: { uri: (file ?? "").split("/").map(encodeURIComponent).join("/") },
    region: { startLine: line, startColumn: column, endLine, endColumn },
  };
}
