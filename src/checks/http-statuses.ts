import type { StatusRange } from "../contract/check-spec.ts";

/** What checks accept if the catalog does not say. */
export const GOOD_STATUSES: readonly StatusRange[] = [{ first: 200, last: 399 }];

/** All statuses of HTTP for which something is true (RFC 9110, section 15). */
export function statusesWith(isMeant: (status: number) => boolean): number[] {
  return Array.from({ length: 500 }, (_, index) => 100 + index).filter(isMeant);
}

/** Statuses within ranges. */
export function statusesIn(ranges: readonly StatusRange[]): number[] {
  return statusesWith((status) => ranges.some(({ first, last }) => first <= status && status <= last));
}
