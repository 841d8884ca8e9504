import type { StatusRange } from "../../../contract/check-spec.ts";
import type { Rule } from "../../rule.ts";
import { checksOf } from "../../services/checks-of.ts";
import { isChecked } from "../../services/service-state.ts";
import { userPlace } from "../../services/user-place.ts";

/** A broken member does not pass the check. */
export const checkExpects: Rule = {
  codes: {
    "check/expects-errors": {
      severity: "warning",
      about:
        "A check accepts errors as healthy: a status of 500 or more, or a range that reaches into 400 to 499 and has " +
        "other codes as well. A member that is broken or lost its pages counts as healthy. Single codes such as 401 or " +
        "403 are fine if the check has no login.",
    },
  },
  checkService(service, report) {
    if (!isChecked(service)) return;
    for (const check of checksOf(service)) {
      const wrong = check.question.status?.find(isError);
      if (wrong === undefined) continue;
      report({
        code: "check/expects-errors",
        message: `${check.what} accepts ${formatRange(wrong)}, so a broken member counts as healthy`,
        at: userPlace(service, check, "expect", "status"),
        help: "write the codes of a healthy member, such as 200, 200-399, or only 401 if it requires a login",
        subject: { kind: "service", name: service.name },
      });
    }
  },
};

function isError({ first, last }: StatusRange): boolean {
  return last >= 500 || (first < last && last >= 400);
}

function formatRange({ first, last }: StatusRange): string {
  return first === last ? `status ${first}` : `status ${first} to ${last}`;
}
