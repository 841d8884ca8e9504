import type { CodeEntry, Finding, FindingDraft, Note, Report, Severity } from "../contract/finding.ts";
import { present } from "../contract/present.ts";
import { current } from "../contract/source.ts";

/** Collects the findings of all stages. */
export interface FindingCollection {
  readonly report: Report;
  /** All findings so far, without duplicates, by file, place, severity and code; those without a place come first. */
  list(): Finding[];
}

/**
 * Starts a collection. `codes` is the closed set of codes, the compiler's and all generators': a finding has the
 * severity of its code, and a code outside the set is a bug and throws.
 */
export function collectFindings(codes: Readonly<Record<string, CodeEntry>>): FindingCollection {
  const findings = new Map<string, Finding>();
  const report = (draft: FindingDraft): void => {
    const entry = Object.hasOwn(codes, draft.code) ? codes[draft.code] : undefined;
    if (entry === undefined) throw new Error(`finding with the unknown code ${draft.code}`);
    const finding: Finding = {
      code: draft.code,
      severity: entry.severity,
      message: draft.message,
      notes: (draft.notes ?? []).map(currentNote),
      ...present({ at: draft.at && current(draft.at), help: draft.help, subject: draft.subject }),
      ...present({ cause: draft.cause && { ...draft.cause, at: current(draft.cause.at) } }),
    };
    const key = draft.once === true ? placeOfCode(finding) : identity(finding);
    if (!findings.has(key)) findings.set(key, finding);
  };
  return { report, list: () => [...findings.values()].sort(compareFindings) };
}

function currentNote(note: Note): Note {
  return note.at === undefined ? note : { ...note, at: current(note.at) };
}

const URGENCY: Readonly<Record<Severity, number>> = { error: 0, warning: 1, notice: 2 };

/** Order of findings: file, place, severity (errors first), code, message; those without a place first. Code units, no locale. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compare(a.at?.source.path ?? "", b.at?.source.path ?? "") ||
    (a.at?.start ?? -1) - (b.at?.start ?? -1) ||
    URGENCY[a.severity] - URGENCY[b.severity] ||
    compare(a.code, b.code) ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function identity(finding: Finding): string {
  const { code, message, help, notes } = finding;
  return JSON.stringify([
    code,
    message,
    help ?? null,
    place(finding),
    notes.map((note) => [note.message, place(note)]),
  ]);
}

/** The same for all findings of a code at a place. */
function placeOfCode({ code, at }: Finding): string {
  return JSON.stringify([code, at?.source.path, at?.source.builtin, at?.start]);
}

function place({ at }: Finding | Note): unknown {
  return at === undefined ? null : [at.source.path, at.source.builtin, at.start, at.end];
}
