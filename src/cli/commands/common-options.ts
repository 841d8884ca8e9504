import { type Command, InvalidArgumentError, Option } from "commander";
import { isDay } from "../../lint/accepts/is-day.ts";
import { FORMATS } from "../report/formats.ts";

/** How to read a catalog, from the command line. */
export interface ReadOptions {
  /** YYYY-MM-DD. */
  readonly today: string;
}

/** `--catalog DIR`, for commands with other arguments. */
export function catalogOption(): Option {
  return new Option("-c, --catalog <dir>", "catalog folder, or its only file (default: current folder)");
}

/** `--format`, for commands that print findings. */
export function formatOption(): Option {
  return new Option("--format <format>", "output format of findings").choices(FORMATS).default("pretty");
}

/** `--strict`: every finding counts as an error. */
export function strictOption(): Option {
  return new Option("--strict", "treat warnings and notices as errors");
}

/** `--watch`, for commands that can answer again. */
export function watchOption(): Option {
  return new Option("--watch", "answer again each time that the catalog changes, until Ctrl-C");
}

/** What `--watch` cannot do. */
export const WATCH_IS_PRETTY = "--watch answers people, with --format pretty";

/** The day on which a command that watches answers: the current one, unless it is given. */
export function dayOf(command: Command): () => string {
  const { today: given } = command.opts<ReadOptions>();
  return command.getOptionValueSource("today") === "cli" ? () => given : today;
}

/** `--today`, to repeat a result: findings may be accepted until a day. */
export function todayOption(): Option {
  return new Option("--today <date>", "pretend today is this day (YYYY-MM-DD)")
    .argParser(parseDay)
    .default(today(), "today, UTC");
}

/** The current day in UTC, the same everywhere. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function parseDay(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError("Write dates as YYYY-MM-DD.");
  return text;
}
