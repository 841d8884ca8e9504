import { type Tree, textOf } from "../../../contract/tree.ts";
import { parseRate, toMilliseconds } from "../../../fleet/durations.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";
import { matchingPaths } from "../../settings/matching-paths.ts";

/** The shortest plausible times. Anything shorter has the wrong unit: `1ms` for `1m`, `1s` for `1y`. */
const LEAST_TIMES: Readonly<Record<string, string>> = {
  "timeouts.connect": "50ms",
  "timeouts.client": "1s",
  "timeouts.server": "1s",
  "timeouts.queue": "100ms",
  "timeouts.tunnel": "10s",
  "timeouts.http_request": "500ms",
  "timeouts.http_keep_alive": "100ms",
  "frontends.*.tls.hsts.max_age": "5m",
  "backends.*.check.interval": "100ms",
  "backends.*.check.timeout": "20ms",
  "backends.*.persistence.timeout": "10s",
  "health.check.interval": "100ms",
  "health.check.timeout": "20ms",
  "monitoring.certificate_expiry.warn": "1d",
  "monitoring.certificate_expiry.critical": "1d",
  "monitoring.checks.*.warn": "2ms",
  "monitoring.checks.*.critical": "2ms",
};

/** A browser opens several connections at once, and a frontend serves more than a handful of clients. */
const LEAST_NUMBERS: Readonly<Record<string, number>> = {
  "frontends.*.limits.connections": 10,
  "frontends.*.limits.connections_per_source": 2,
};

const RATE = "frontends.*.limits.requests_per_source";
const SECOND = 1000;
/** No page could be read with fewer requests than one in this many milliseconds. */
const SLOWEST = 10 * SECOND;

/** Times and numbers that nobody can intend. */
export const settingTooSmall: Rule = {
  codes: {
    "setting/too-small": {
      severity: "warning",
      about:
        "A time or limit is so small that the service would not work, or the setting would have no effect: `timeouts.client: " +
        "1ms`, `hsts.max_age: 1s`, `limits.connections: 1`. Usually a unit is missing or wrong. Accept it if you mean it.",
    },
  },
  checkService(service, report) {
    if (!isChecked(service)) return;
    for (const [pattern, isTooSmall, least] of BOUNDS) {
      for (const { path, value } of matchingPaths(service.tree, pattern)) {
        if (value.kind !== "scalar" || value.value === null || !isTooSmall(value)) continue;
        report({
          code: "setting/too-small",
          message: `${path.join(".")} of ${service.name} is ${textOf(value)}, which is too small`,
          at: userPlace(service, service, ...path),
          help: `write ${least} or more, or accept this with a reason`,
          subject: { kind: "service", name: service.name },
        });
      }
    }
  },
};

type Bound = readonly [pattern: string, isTooSmall: (value: Tree) => boolean, least: string];

const BOUNDS: readonly Bound[] = [
  ...Object.entries(LEAST_TIMES).map(
    ([pattern, least]): Bound => [pattern, (value) => toMilliseconds(textOf(value)) < toMilliseconds(least), least],
  ),
  ...Object.entries(LEAST_NUMBERS).map(
    ([pattern, least]): Bound => [pattern, (value) => Number(textOf(value)) < least, String(least)],
  ),
  [RATE, isSenselessRate, "1/10s, with a period of 1s"],
];

/** Too rare for anybody, or a time so short that the count is never reached. */
function isSenselessRate(value: Tree): boolean {
  const { count, period } = parseRate(textOf(value));
  return period < SECOND || period / count > SLOWEST;
}
