import type { Fleet } from "../../../contract/fleet.ts";
import { find } from "../../../contract/tree.ts";
import { opensSection, type RawLine, rawLines } from "../../raw-lines.ts";
import type { Rule } from "../../rule.ts";

/** Raw lines are an escape hatch: each is shown, and none may lead out of the section that it stands in. */
export const rawLine: Rule = {
  codes: {
    "raw/line": {
      severity: "notice",
      about:
        "A line is handed to a daemon as it stands. Nothing but the daemon checks it; it is shown so that it is not forgotten.",
    },
    "raw/listens": {
      severity: "error",
      about:
        "A raw line of a service would make HAProxy listen (`bind`). Neither the firewall nor the other services would know of it. " +
        "Write a frontend of the service.",
    },
    "raw/not-allowed": {
      severity: "error",
      about:
        "`fleet.raw_lines` allows no raw lines here: `none` allows none at all, `fleet` only those of the section `fleet`. " +
        "Lines of profiles and of `defaults` are lines of the services that inherit them.",
    },
    "raw/opens-section": {
      severity: "error",
      about:
        "The first word of a raw line opens a section, is a condition, or is quoted so that it might be either. What follows " +
        "in the generated file would belong to another section.",
    },
  },
  check(fleet, report) {
    for (const line of rawLines(fleet)) {
      const { daemon, text, at, where, subject } = line;
      const section = opensSection(daemon, text);
      const policy = forbidding(fleet, line);
      if (policy !== undefined) {
        report({
          code: "raw/not-allowed",
          message: `a raw line in ${where}, and \`fleet.raw_lines: ${policy}\` allows ${policy === "none" ? "none" : "them in the section `fleet` alone"}`,
          at,
          notes: [{ message: "the policy is set here", at: find(fleet.tree, ["raw_lines"]) ?? fleet.tree }],
          help: "remove the line, and use the language's own keys where there are any",
          subject,
        });
      } else if (section !== undefined) {
        report({
          code: "raw/opens-section",
          message:
            section === ""
              ? `a raw line in ${where} does not start with a plain keyword`
              : `a raw line in ${where} would open a section: ${JSON.stringify(section)}`,
          at,
          help: "write a line that belongs into the section it stands in",
          subject,
        });
      } else if (daemon === "haproxy" && subject !== undefined && /^\s*(?:(?:no|default)\s+)?bind(?:\s|$)/.test(text)) {
        report({
          code: "raw/listens",
          message: `a raw line in ${where} would listen where nothing else knows of it: ${JSON.stringify(text)}`,
          at,
          help: "write a frontend of the service with that port, on a VIP of its own where the address differs",
          subject,
        });
      } else {
        report({
          code: "raw/line",
          message: `${daemon} gets a line of ${where} as it stands: ${JSON.stringify(text)}`,
          at,
          subject,
        });
      }
    }
  },
};

/** The policy of the fleet that allows no line here. */
function forbidding(fleet: Fleet, { subject }: RawLine): "none" | "fleet" | undefined {
  const policy = fleet.spec.raw_lines;
  return policy === "none" || (policy === "fleet" && subject !== undefined) ? policy : undefined;
}
