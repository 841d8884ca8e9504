import { escapeControls } from "../../../diagnostics/escape-controls.ts";
import type { Coverage, MissedLine } from "../../../prove/coverage/coverage.ts";
import { cutLine, shorten } from "../../inspect/shorten.ts";
import { count } from "../count.ts";
import { type Column, printTable } from "./print-table.ts";

const FILES: readonly Column[] = [
  { title: "files of", isNumber: false },
  { title: "path", isNumber: false },
  { title: "lines", isNumber: true },
  { title: "exercised", isNumber: true },
  { title: "%", isNumber: true },
];

/** A table of files, and the lines that no test exercised, those beside each other as one. */
export function describeCoverage({ files }: Coverage): string[] {
  const read = files.filter(({ lines }) => lines > 0);
  const rows = read.map(({ daemon, path, lines, exercised }) => [
    ...[daemon, `/${path}`, String(lines), String(exercised)],
    percent(exercised, lines),
  ]);
  const [lines, exercised] = [sum(read.map((file) => file.lines)), sum(read.map((file) => file.exercised))];
  const missed = read.flatMap((file) => joinNeighbours(file.missed));
  return [
    ...printTable(FILES, [...rows, ["all", "", String(lines), String(exercised), percent(exercised, lines)]]),
    "",
    ...(missed.length === 0 ? [] : [`nobody would notice if these were wrong (${count(lines - exercised, "line")}):`]),
    ...missed.map((text) => escapeControls(`  ${text}`)),
    "",
  ];
}

function percent(part: number, whole: number): string {
  // Rounded down: 100 means all of them.
  return String(Math.floor((1000 * part) / whole) / 10);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}

const PLACE = /^(?<file>.*):(?<line>\d+)$/;

function joinNeighbours(missed: readonly MissedLine[]): string[] {
  const groups: { file: string; first: number; last: number; text: string; causes: string }[] = [];
  for (const { place, text, causes } of missed) {
    const { file = place, line = "0" } = PLACE.exec(place)?.groups ?? {};
    const number = Number(line);
    const before = groups.at(-1);
    const because = shorten(causes, 2);
    // Comments and empty lines may be in between.
    if (before?.file === file && before.causes === because && number - before.last <= NEAR) before.last = number;
    else groups.push({ file, first: number, last: number, text, causes: because });
  }
  return groups.map(({ file, first, last, text, causes }) => {
    const where = first === last ? `${file}:${first}` : `${file}:${first}-${last}`;
    return `${where}: ${cutLine(text, false)} (${causes})`;
  });
}

/** Lines from one to the next of a group. */
const NEAR = 4;
