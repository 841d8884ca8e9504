import type { FrontendSection, ServiceFrontend } from "../frontend/frontend-sections.ts";
import { splitWords } from "./raw-words.ts";

/** HAProxy 2.6 has three (`MAX_SESS_STKCTR`); the first `track` on each wins. */
const COUNTERS = [0, 1, 2];

/** A counter that one of our rules tracks with, and its purpose. */
export interface Taken {
  readonly counter: number;
  readonly by: string;
}

/** Counters in use when requests of a service arrive through a frontend section. */
export function takenCounters(section: FrontendSection, { service, frontend }: ServiceFrontend): Taken[] {
  const perSection = section.entries.some(({ frontend: { limits } }) => limits?.connectionsPerSource !== undefined);
  return [
    ...(perSection ? [{ counter: 0, by: `limits.connections_per_source of ${section.name}` }] : []),
    ...(frontend.limits?.requestsPerSource === undefined
      ? []
      : [{ counter: 1, by: `limits.requests_per_source of ${service.name}` }]),
  ];
}

/** The remaining ones, as written in a rule. */
export function freeCounters(taken: readonly Taken[]): string {
  const free = COUNTERS.filter((counter) => !taken.some((each) => each.counter === counter));
  return free.map((counter) => `sc${counter}`).join(", ");
}

/** Counters that a line of the catalog tracks with, and those that it reads or changes: `sc1_http_req_rate`, `sc_conn_cur(0)`. */
export function countersOf(line: string): { readonly tracked: readonly number[]; readonly used: readonly number[] } {
  const words = splitWords(line);
  const text = "cannot" in words ? line : words.map(({ value }) => value).join(" ");
  const numbers = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, number]) => Number(number));
  return {
    tracked: numbers(/\btrack-sc(\d)\b/g),
    used: [
      ...numbers(/\bsc(\d)_[a-z]/g),
      ...numbers(/\bsc_[a-z_0-9]+\(\s*(\d)\s*[,)]/g),
      ...numbers(/\bsc_(?:get|inc|clr|add)_gp[ct]\(\s*\d+\s*,\s*(\d)\s*[,)]/g),
      ...numbers(/\bsc-(?:inc|set|add)-gp[ct]\d?\(\s*(?:\d+\s*,\s*)?(\d)\s*\)/g),
    ],
  };
}
