import { type Document, type ErrorCode, visit, type YAMLError } from "yaml";
import type { FindingDraft } from "../../contract/finding.ts";
import type { Source, Span } from "../../contract/source.ts";
import { didYouMean } from "../../diagnostics/suggest.ts";
import { findMixedDash } from "./find-mixed-dash.ts";

/** The tags of the language, before lists. */
export const EXTEND_TAGS = ["!append", "!prepend"] as const;

/** What is wrong, and what to do. */
interface Explanation {
  readonly message: string;
  readonly help?: string;
  /** Whether the whole line is at fault, from its first letter, rather than the place where the parser gave up. */
  readonly wholeLine?: true;
}

const EXPLANATIONS: Readonly<Partial<Record<ErrorCode, Explanation>>> = {
  MULTIPLE_DOCS: { message: "a second document starts here", help: "put it in a file of its own" },
  TAB_AS_INDENT: {
    message: "this line is indented with a tab",
    help: "indent with spaces; YAML does not allow tabs",
    wholeLine: true,
  },
  BAD_INDENT: {
    message: "inconsistent indentation: this line does not line up with its siblings",
    help: "start all keys of a map, and all elements of a list, in the same column",
    wholeLine: true,
  },
  MULTILINE_IMPLICIT_KEY: {
    message: "expected `key: value` here",
    help: "write a space after the colon, and indent the key like its siblings",
    wholeLine: true,
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: "unquoted `: ` inside a value",
    help: "put the value in quotes, or start a new line for the second key",
  },
  BAD_ALIAS: { message: "a string that begins with `*` needs quotes", help: "write it in quotes" },
  BAD_SCALAR_START: { message: "a string that begins with this character needs quotes", help: "put it in quotes" },
};

/** The YAML library's message about a file as a finding of ours. */
export function explainYamlProblem(problem: YAMLError, document: Document.Parsed, source: Source): FindingDraft {
  const [start, end] = problem.pos;
  const at = { source, start, end: Math.max(end, start + 1) };
  if (problem.code === "TAG_RESOLVE_FAILED") return explainTag(at);
  if (/^Missing closing .quote/.test(problem.message)) return explainOpenQuotes(lastQuoted(document) ?? start, source);
  const dash = findMixedDash(source, start);
  if (dash !== undefined) return explainDash({ source, start: dash, end: dash + 1 });
  const { message, help, wholeLine } = explain(problem);
  return { code: "yaml/syntax", message, at: wholeLine ? lineFrom(at) : at, help };
}

/** `<<` merges maps only in YAML 1.1. */
export function explainMergeKey(at: Span): FindingDraft {
  return {
    code: "language/bad-name",
    message: "`<<` is a merge key of YAML 1.1; catalogs are YAML 1.2, which has no merge keys",
    at,
    help: "put the shared part in a profile, and use `extends`",
  };
}

/** `*.uni.example` without quotes is an alias in YAML. Real anchor names have no dots. */
export function explainUnknownAnchor(name: string, at: Span): FindingDraft {
  const isText = /[^A-Za-z0-9_-]/.test(name);
  return {
    code: "yaml/syntax",
    message: isText ? "a string that begins with `*` needs quotes" : `unknown anchor \`${name}\``,
    at,
    help: isText ? `write "*${name}"` : `a string that begins with \`*\` needs quotes: "*${name}"`,
  };
}

function explainDash(at: Span): FindingDraft {
  return {
    code: "yaml/syntax",
    message: "this line begins with a dash, but its siblings are keys without one",
    at,
    help: "write a map by name: remove the dash, and start all names in the same column",
  };
}

function explainTag(at: Span): FindingDraft {
  const tag = at.source.text.slice(at.start, at.end);
  return {
    code: "yaml/unknown-tag",
    message: `unknown tag ${tag}`,
    at,
    help: didYouMean(tag, EXTEND_TAGS) ?? "valid tags are !append and !prepend, before a list",
  };
}

/** An unclosed string swallows everything after it, so the end of the file is the wrong place to show. */
function explainOpenQuotes(start: number, source: Source): FindingDraft {
  return {
    code: "yaml/syntax",
    message: "unclosed quotes: the string that begins here does not end",
    at: { source, start, end: start + 1 },
    help: "close the quotes where the string ends",
  };
}

/** Where the last quoted string begins. */
function lastQuoted(document: Document.Parsed): number | undefined {
  let start: number | undefined;
  visit(document, {
    Scalar: (_key, { type, range }) => {
      if (type === "QUOTE_DOUBLE" || type === "QUOTE_SINGLE") start = range?.[0];
    },
  });
  return start;
}

function explain({ code, message }: YAMLError): Explanation {
  const flow = /^Flow (map|sequence) .* end with a ([\]}])/.exec(message);
  if (flow !== null) {
    const kind = flow[1] === "map" ? "map that begins with `{`" : "list that begins with `[`";
    return {
      message: `missing \`${flow[2]}\` before this`,
      help: `close the ${kind}, or indent what belongs to it`,
    };
  }
  return EXPLANATIONS[code] ?? { message: firstLine(message) };
}

function firstLine(text: string): string {
  const line = (text.split("\n")[0] ?? "").replace(/[.:]?\s*$/, "");
  return line.charAt(0).toLowerCase() + line.slice(1);
}

/** The rest of the line; if that is blank, the next line that is not. */
function lineFrom({ source, start, end }: Span): Span {
  const lineStart = source.text.lastIndexOf("\n", start - 1) + 1;
  const found = /[^\s][^\r\n]*/.exec(source.text.slice(lineStart));
  if (found === null) return { source, start, end };
  const first = lineStart + found.index;
  return { source, start: first, end: first + found[0].trimEnd().length };
}
