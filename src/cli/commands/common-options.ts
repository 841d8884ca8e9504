import { InvalidArgumentError, Option } from "commander";
import { isDay } from "../../lint/is-day.ts";
import { FORMATS } from "../report/formats.ts";

/** How a catalog is read, as the command line says it. */
export interface ReadOptions {
  /** YYYY-MM-DD. */
  readonly today: string;
  /** Whether parsed files are remembered from run to run. */
  readonly cache: boolean;
}

/** `--catalog DIR`, for commands whose arguments name something else. */
export function catalogOption(): Option {
  return new Option("-c, --catalog <dir>", "folder of the catalog, or its only file (default: this folder)");
}

/** `--format`, where findings are printed. */
export function formatOption(): Option {
  return new Option("--format <format>", "how findings are printed").choices(FORMATS).default("pretty");
}

/** `--strict`: every finding counts as an error does. */
export function strictOption(): Option {
  return new Option("--strict", "let warnings and notices count as errors do");
}

/** `--today`, so that a result can be repeated: findings may be accepted until a day. */
export function todayOption(): Option {
  return new Option("--today <date>", "take this day (YYYY-MM-DD) for today")
    .argParser(parseDay)
    .default(today(), "today, UTC");
}

/** `--no-cache`. */
export function cacheOption(): Option {
  return new Option("--no-cache", "parse every file afresh instead of remembering those that did not change");
}

/** The day of the clock, the same at all places. */
export function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function parseDay(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError("A day is written 2027-03-31.");
  return text;
}
