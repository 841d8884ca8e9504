import type { Finding, Note, Place } from "../../contract/finding.ts";
import { Source, type Span } from "../../contract/source.ts";
import { readPackageFile } from "../../package-files.ts";

/** A place as JSON: path of the file, whether it comes with intentlb, and offsets. */
interface SpanCode {
  readonly path: string;
  readonly builtIn: boolean;
  readonly start: number;
  readonly end: number;
}

/** A finding as JSON: places name their file, whose text is held elsewhere. */
export type FindingCode = Omit<Finding, "at" | "notes" | "cause" | "others" | "accepted"> & {
  readonly at?: SpanCode & { readonly instead?: SpanCode };
  readonly notes: readonly { readonly message: string; readonly at?: SpanCode }[];
};

/** Findings about a catalog and built-in files, as JSON. */
export function encodeFindings(findings: readonly Finding[]): FindingCode[] {
  return findings.map(({ at, notes, cause: _cause, others: _others, ...rest }) => ({
    ...rest,
    ...(at === undefined ? {} : { at: encodePlace(at) }),
    notes: notes.map((note) => ({
      message: note.message,
      ...(note.at === undefined ? {} : { at: encodeSpan(note.at) }),
    })),
  }));
}

/**
 * The findings that were encoded, over the same files.
 * @throws where a file is not there any more
 */
export function decodeFindings(codes: readonly FindingCode[], sources: readonly Source[]): Finding[] {
  const bySource = new Map(sources.map((source) => [source.path, source]));
  const decodeSpan = ({ path, builtIn, start, end }: SpanCode): Span => {
    const source = builtIn ? new Source(path, readPackageFile(path), "built-in") : bySource.get(path);
    if (source === undefined) throw new Error(`${path} is no file of the catalog`);
    return { source, start, end };
  };
  const decodePlace = ({ instead, ...span }: NonNullable<FindingCode["at"]>): Place => ({
    ...decodeSpan(span),
    ...(instead === undefined ? {} : { builtIn: decodeSpan(instead) }),
  });
  return codes.map(({ at, notes, ...rest }) => ({
    ...rest,
    ...(at === undefined ? {} : { at: decodePlace(at) }),
    notes: notes.map(
      (note): Note => ({
        message: note.message,
        ...(note.at === undefined ? {} : { at: decodeSpan(note.at) }),
      }),
    ),
  }));
}

function encodePlace({ builtIn, ...span }: Place): NonNullable<FindingCode["at"]> {
  return { ...encodeSpan(span), ...(builtIn === undefined ? {} : { instead: encodeSpan(builtIn) }) };
}

function encodeSpan({ source, start, end }: Span): SpanCode {
  return { path: source.path, builtIn: source.builtin, start, end };
}
