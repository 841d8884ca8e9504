import { present } from "../../src/contract/present.ts";
/** Lines of a configuration and sections among them. */
export type Lines = readonly (string | Section)[];

/** A section: `<Directory "/srv">`, its lines, `</Directory>`. */
export interface Section {
  readonly name: string;
  readonly argument?: string;
  readonly lines: Lines;
}

/** @param argument already quoted */
export function section(name: string, lines: Lines, argument?: string): Section {
  return { name, lines, ...present({ argument }) };
}

const INDENT = "    ";

/** The text of lines, sections indented. */
export function printLines(lines: Lines, depth = 0): string[] {
  const indent = INDENT.repeat(depth);
  return lines.flatMap((line) => {
    if (typeof line === "string") return [line === "" ? "" : indent + line];
    const argument = line.argument === undefined ? "" : ` ${line.argument}`;
    return [`${indent}<${line.name}${argument}>`, ...printLines(line.lines, depth + 1), `${indent}</${line.name}>`];
  });
}
