import type { Service, Vip } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
import { isEmitted } from "../../../fleet/emitted.ts";
import type { Rule } from "../../rule.ts";

/** The fallback of a VIP responds to unknown host names there, so it must be at that VIP and use HTTP. */
export const vipFallback: Rule = {
  codes: {
    "vip/fallback-unfit": {
      severity: "error",
      about:
        "The `fallback` of a VIP cannot answer for unknown host names: it is at another VIP, has no http frontend, " +
        "or is planned or retired.",
    },
  },
  checkFleet(fleet, report) {
    for (const vip of fleet.vips.values()) {
      const fallback = vip.fallback;
      const problem = fallback === undefined ? undefined : findProblem(vip, fallback);
      if (fallback === undefined || problem === undefined) continue;
      report({
        code: "vip/fallback-unfit",
        message: `${fallback.name} cannot be the fallback of VIP ${vip.name ?? ""}: ${problem.message}`,
        at: keyAt(vip, "fallback"),
        notes: [{ message: "set here", at: problem.at }],
        help: "use a service that speaks http at this VIP, or remove `fallback`: unknown host names then get 421",
        subject: { kind: "vip", name: vip.name ?? "" },
      });
    }
  },
};

function findProblem(vip: Vip, fallback: Service) {
  if (fallback.vip !== vip) return { message: "it is at another VIP", at: keyAt(fallback, "vip") };
  if (!isEmitted(fallback)) return { message: `it is ${fallback.state}`, at: keyAt(fallback, "state") };
  const speaksHttp = fallback.frontends.some((frontend) => frontend.protocol === "http" && !frontend.redirect);
  if (fallback.balance.by !== "haproxy" || !speaksHttp) {
    return { message: "it has no http frontend", at: keyAt(fallback, "frontends") };
  }
  return undefined;
}
