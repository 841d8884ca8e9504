import type { Rule } from "../../rule.ts";
import { checksOf } from "../../services/checks-of.ts";
import { userPlace } from "../../services/user-place.ts";

/** Longest time between two checks, in milliseconds: a day. */
const LONGEST = 86_400_000;

/** Numbers of a check that contradict each other, or that nobody can intend. */
export const checkRhythm: Rule = {
  codes: {
    "check/interval-too-long": {
      severity: "error",
      about:
        "More than a day lies between two checks, so a dead member would get clients for days. HAProxy and the health daemon count milliseconds and do not accept every time that the language can express.",
    },
    "check/timeout-too-long": {
      severity: "error",
      about:
        "The timeout of a check is as long as its interval or longer, so checks overlap and a dead server is found late. Keep `timeout` below `interval`.",
    },
    "check/status-reversed": {
      severity: "error",
      about: "A range of status codes ends before it starts, so no answer would ever be healthy.",
    },
  },
  checkService(service, report) {
    const subject = { kind: "service", name: service.name } as const;
    for (const check of checksOf(service)) {
      const { rhythm, question } = check;
      if (rhythm !== undefined && rhythm.timeout >= rhythm.interval) {
        report({
          code: "check/timeout-too-long",
          message: `${check.what} has a timeout of ${rhythm.timeout} ms, but an interval of ${rhythm.interval} ms`,
          at: userPlace(service, check, "timeout"),
          help: "make `timeout` shorter than `interval`",
          subject,
        });
      }
      if (rhythm !== undefined && rhythm.interval > LONGEST) {
        report({
          code: "check/interval-too-long",
          message: `${check.what} runs less than once a day`,
          at: userPlace(service, check, "interval"),
          help: "write 1d or less; a few seconds are usual",
          subject,
        });
      }
      for (const range of question.status ?? []) {
        if (range.first <= range.last) continue;
        report({
          code: "check/status-reversed",
          message: `${check.what} expects status ${range.first}-${range.last}, an empty range`,
          at: userPlace(service, check, "expect", "status"),
          help: `write ${range.last}-${range.first}`,
          subject,
        });
      }
    }
  },
};
