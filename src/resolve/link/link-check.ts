import type { CheckQuestion, CheckSpec, StatusRange } from "../../contract/check-spec.ts";
import type {
  Check as CheckWritten,
  MonitoringCheck as MonitoringCheckWritten,
  StatusCodes,
} from "../../contract/language.ts";
import { present } from "../../contract/present.ts";
import { toMilliseconds } from "../../fleet/durations.ts";
import { oncePer } from "../../fleet/once-per.ts";

/** Longest default timeout. */
const LONGEST_TIMEOUT = 3000;

/** A check as the schema describes it, normalised. */
export const linkCheck = oncePer((written: CheckWritten): CheckSpec => {
  const interval = toMilliseconds(written.interval);
  const timeout = written.timeout === undefined ? derivedTimeout(interval) : toMilliseconds(written.timeout);
  return { interval, timeout, rise: written.rise, fall: written.fall, ...linkQuestion(written) };
});

/** A response must arrive, or time out, well before the next check. */
function derivedTimeout(interval: number): number {
  return Math.min(LONGEST_TIMEOUT, Math.round(interval * 0.6));
}

/** The request and expected response of a check: keys of other types are kept, and lint reports them. */
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
