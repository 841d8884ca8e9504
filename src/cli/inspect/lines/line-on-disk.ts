import fs from "node:fs";
import { join } from "node:path";
import type { OutputFile } from "../../../contract/block.ts";
import { surveyOf } from "../../../output/disk/survey.ts";

/** How a line of the output folder differs from the one that the catalog generates now. */
export interface LineOnDisk {
  /** Path of the file, as the user reaches it. */
  readonly file: string;
  /** Null if there is no such line. */
  readonly text: string | null;
  /** The line that now has this text, if only one does; else null. */
  readonly now: number | null;
}

/**
 * Compares a line with the one in an output folder. Nothing is read through a link inside the folder.
 * @returns undefined if they are the same
 * @throws system errors
 */
export function compareWithDisk(out: string, file: OutputFile, line: number): LineOnDisk | undefined {
  const place = `${file.node}/${file.path}`;
  const lines = file.blocks.flatMap((block) => block.lines);
  const text = linesOnDisk(out, place)?.[line - 1];
  if (text === lines[line - 1]) return undefined;
  const same = lines.flatMap((other, index) => (other === text ? [index + 1] : []));
  return { file: join(out, place), text: text ?? null, now: same.length === 1 ? (same[0] ?? null) : null };
}

function linesOnDisk(out: string, place: string): string[] | undefined {
  const survey = surveyOf(out, fs);
  if (survey.obstacle(place) !== undefined) return undefined;
  const found = survey.find(place);
  if (found.kind === "link") return [found.bytes.toString()];
  return found.kind === "file" ? found.bytes.toString().replace(/\n$/, "").split("\n") : undefined;
}

/** Says how the line on disk differs. */
export function describeLineOnDisk({ file, text, now }: LineOnDisk, line: number): string {
  if (text === null) return `${file} has no line ${line}`;
  const moved = now === null ? "" : `, which is now line ${now}`;
  return `${file} differs in this line: it has \`${text.trim()}\`${moved}`;
}
