import { checksOf } from "../../checks-of.ts";
import type { Rule } from "../../rule.ts";
import { userPlace } from "../../user-place.ts";

/** Longest time between two checks, in milliseconds: a day. */
const LONGEST = 86_400_000;

/** Figures of a check that contradict each other, or that nobody can mean. */
export const checkRhythm: Rule = {
  codes: {
    "check/interval-too-long": {
      severity: "error",
      about:
        "More than a day lies between two checks, so that what is dead would be sent clients for days. Times are counted in milliseconds, and neither HAProxy nor the health program takes all that the language can write.",
    },
    "check/timeout-too-long": {
      severity: "error",
      about:
        "A check may take as long as the time between two checks or longer, so that answers overlap and a dead server is found late. Keep `timeout` below `interval`.",
    },
    "check/status-reversed": {
      severity: "error",
      about: "A range of status codes ends before it starts, so no answer would ever be good.",
    },
  },
  check(fleet, report) {
    for (const service of fleet.services.values()) {
      const subject = { kind: "service", name: service.name } as const;
      for (const check of checksOf(service)) {
        const { rhythm, question } = check;
        if (rhythm !== undefined && rhythm.timeout >= rhythm.interval) {
          report({
            code: "check/timeout-too-long",
            message: `${check.what} may take ${rhythm.timeout} ms, but asks every ${rhythm.interval} ms`,
            at: userPlace(service, check, "timeout"),
            help: "make `timeout` shorter than `interval`",
            subject,
          });
        }
        if (rhythm !== undefined && rhythm.interval > LONGEST) {
          report({
            code: "check/interval-too-long",
            message: `${check.what} asks less than once a day`,
            at: userPlace(service, check, "interval"),
            help: "write 1d or less; some seconds are usual",
            subject,
          });
        }
        for (const range of question.status ?? []) {
          if (range.first <= range.last) continue;
          report({
            code: "check/status-reversed",
            message: `${check.what} expects status ${range.first}-${range.last}, a range that has no codes`,
            at: userPlace(service, check, "expect", "status"),
            help: `write ${range.last}-${range.first}`,
            subject,
          });
        }
      }
    }
  },
};
