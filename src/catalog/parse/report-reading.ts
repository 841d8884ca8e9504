import type { Report } from "../../contract/finding.ts";
import type { Span } from "../../contract/source.ts";
import type { OtherReading } from "./yaml-versions.ts";

/** The finding about one unquoted string that other YAML parsers read differently. */
export function reportReading(text: string, { words }: OtherReading, at: Span, report: Report): void {
  report({
    code: "yaml/ambiguous",
    message: `\`${text}\` is ambiguous: a string in YAML 1.2, ${words} in YAML 1.1`,
    at,
    help: `put it in quotes: "${text}"`,
  });
}
