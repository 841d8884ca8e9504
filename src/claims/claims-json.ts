import type { Facts, Subject, SubjectKind } from "../contract/subject.ts";
import { stableJson } from "./stable-json.ts";

/** A subject in `claims.json`: `schemas/claims.schema.json`. */
export interface SubjectJson {
  /** Kind and names. */
  readonly about: readonly [SubjectKind, ...string[]];
  readonly facts: Facts;
}

/** Raised when a reader of the old format would be wrong about the new one. */
const CLAIMS_FORMAT = 2;

const HEAD = `{"format":${CLAIMS_FORMAT},"subjects":[`;
const END = "]}";

/**
 * Text of `out/claims.json`: one subject per line, in the order given, keys sorted. Places are left out: a catalog whose
 * files are renamed makes the same promises.
 */
export function claimsJson(subjects: readonly Subject[]): string {
  return `${HEAD}\n${[...subjectLines(subjects).keys()].join(",\n")}\n${END}\n`;
}

/** The line of each subject. */
export function subjectLines(subjects: readonly Subject[]): Map<string, Subject> {
  const json = stableJson();
  return new Map(
    subjects.map((subject) => {
      const { kind, names, facts } = subject;
      return [`{"about":${JSON.stringify([kind, ...names])},"facts":${json(facts)}}`, subject];
    }),
  );
}

/** Lines of a `claims.json` that have subjects; undefined if the text has another format. */
export function splitClaimsJson(text: string): Set<string> | undefined {
  const [head, ...rest] = text.split("\n");
  if (head !== HEAD) return undefined;
  return new Set(rest.map((line) => line.replace(/,$/, "")).filter((line) => line !== "" && line !== END));
}
