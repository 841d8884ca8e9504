import type { CheckQuestion, CheckSpec, StatusRange } from "../../contract/check-spec.ts";
import type {
  Check as CheckWritten,
  MonitoringCheck as MonitoringCheckWritten,
  StatusCodes,
} from "../../contract/language.ts";
import { present } from "../../contract/present.ts";
import { toMilliseconds } from "../../fleet/durations.ts";

/** Longest wait for an answer where the catalog states none. */
const LONGEST_TIMEOUT = 3000;

/** A check as the schema describes it, normalised. */
export function linkCheck(written: CheckWritten): CheckSpec {
  const interval = toMilliseconds(written.interval);
  const timeout = written.timeout === undefined ? derivedTimeout(interval) : toMilliseconds(written.timeout);
  return { ...linkQuestion(written), interval, timeout, rise: written.rise, fall: written.fall };
}

/** An answer must be in, or given up, well before the next question. */
function derivedTimeout(interval: number): number {
  return Math.min(LONGEST_TIMEOUT, Math.round(interval * 0.6));
}

/** The question of a check: keys of other types than its own stay, and lint finds them. */
export function linkQuestion(written: CheckWritten | MonitoringCheckWritten): CheckQuestion {
  const { type, port, path, host, expect, query, record, base, user, command } = written;
  return {
    type,
    ...present({ port, path, host }),
    ...(expect?.status === undefined ? {} : { status: toRanges(expect.status) }),
    ...present({ body: expect?.body, query, record, base, user, command }),
  };
}

/** `200`, `200-204` or a list of them, sorted. */
function toRanges(codes: StatusCodes): StatusRange[] {
  const ranges = [codes].flat().map((code) => {
    const [first, last] = String(code).split("-").map(Number);
    return { first: first ?? 0, last: last ?? first ?? 0 };
  });
  return ranges.sort((a, b) => a.first - b.first || a.last - b.last);
}
