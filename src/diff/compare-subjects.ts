import { type SubjectJson, splitClaimsJson, subjectLines } from "../claims/claims-json.ts";
import type { Subject } from "../contract/subject.ts";
import type { Comparison, SubjectChange } from "../words/comparison.ts";
import { readSubject } from "./read-subject.ts";

/**
 * Compares the subjects with those of an old `claims.json`. Lines that both have are not parsed.
 * @returns undefined if the old text has another format, or a line that is no subject
 */
export function compareSubjects(before: string, subjects: readonly Subject[]): Comparison | undefined {
  const oldLines = before === "" ? new Set<string>() : splitClaimsJson(before);
  if (oldLines === undefined) return undefined;
  const newLines = subjectLines(subjects);
  const old = new Map<string, SubjectJson>();
  for (const line of oldLines) {
    if (newLines.has(line)) continue;
    const subject = readSubject(line);
    if (subject === undefined) return undefined;
    old.set(keyOf(subject.about), subject);
  }
  const now = new Map(subjects.map((subject) => [keyOf([subject.kind, ...subject.names]), subject]));
  const changed = new Map<string, Subject>();
  for (const [line, subject] of newLines)
    if (!oldLines.has(line)) changed.set(keyOf([subject.kind, ...subject.names]), subject);
  return {
    subjects,
    changes: [...new Set([...changed.keys(), ...old.keys()])].map((key) => changeOf(old.get(key), changed.get(key))),
    before: (kind, ...names) => {
      const key = keyOf([kind, ...names]);
      return old.get(key)?.facts ?? (changed.has(key) ? undefined : now.get(key)?.facts);
    },
    after: (kind, ...names) => now.get(keyOf([kind, ...names]))?.facts,
  };
}

function keyOf(about: readonly string[]): string {
  return JSON.stringify(about);
}

function changeOf(old: SubjectJson | undefined, now: Subject | undefined): SubjectChange {
  if (now !== undefined) {
    const { kind, names, facts } = now;
    return { kind, names, after: facts, ...(old === undefined ? {} : { before: old.facts }) };
  }
  if (old === undefined) throw new Error("a change has a side");
  const [kind, ...names] = old.about;
  return { kind, names, before: old.facts };
}
