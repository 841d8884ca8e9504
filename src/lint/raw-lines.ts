import type { CodeEntry, FindingDraft, Report } from "../contract/finding.ts";
import type { Surroundings } from "../contract/lone-service.ts";
import type { RawLine, RawLineFault } from "../contract/raw-line.ts";
import { find } from "../contract/tree.ts";

/** Findings about raw lines. */
export const RAW_LINE_CODES = {
  "raw/changes": {
    severity: "error",
    about:
      "A raw line of a service would change a generated file in the daemon's memory, such as a map of HAProxy by `set-map`. All frontends look " +
      "things up there, and the next reload would undo it. Use a map in a folder of your own.",
  },
  "raw/line": {
    severity: "notice",
    about:
      "A raw line is passed to a daemon unchanged. Only the daemon checks it; it is reported so that it is not forgotten.",
  },
  "raw/listens": {
    severity: "error",
    about:
      "A raw line of a service would make a daemon listen, such as HAProxy by `bind`. Neither the firewall nor the other services would know of it. " +
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
} as const satisfies Readonly<Record<string, CodeEntry>>;

/**
 * Raw lines are an escape hatch: each is reported, and none may affect more than its own place.
 * @param daemon name of the generator that writes the lines
 */
export function lintRawLines(fleet: Surroundings, daemon: string, lines: readonly RawLine[], report: Report): void {
  for (const line of lines) {
    const { text, at, where, subject } = line;
    const policy = forbidding(fleet, line);
    if (policy !== undefined) {
      report({
        code: "raw/not-allowed",
        message: `a raw line in ${where}, but \`fleet.raw_lines: ${policy}\` allows ${policy === "none" ? "none" : "them only in the section `fleet`"}`,
        at,
        notes: [{ message: "the policy is set here", at: find(fleet.tree, ["raw_lines"]) ?? fleet.tree }],
        help: "remove the line, and use keys of the language if there are any",
        subject,
      });
    } else if (line.fault !== undefined) {
      report({ ...describeFault(line, line.fault), at, subject });
    } else {
      report({
        code: "raw/line",
        message: `raw line of ${where} for ${daemon}: ${JSON.stringify(text)}`,
        at,
        subject,
      });
    }
  }
}

function describeFault({ text, where }: RawLine, fault: RawLineFault): Pick<FindingDraft, "code" | "message" | "help"> {
  switch (fault.kind) {
    case "opens-section":
      return {
        code: "raw/opens-section",
        message: `a raw line in ${where} would open a section: ${JSON.stringify(fault.section)}`,
        help: "write a line that belongs to its section",
      };
    case "unclear":
      return {
        code: "raw/opens-section",
        message: `a raw line in ${where} does not start with a plain keyword`,
        help: "write a line that belongs to its section",
      };
    case "changes":
      return {
        code: "raw/changes",
        message: `a raw line in ${where} would change a generated file, which other services use too: ${JSON.stringify(text)}`,
        help: "use a map or list of your own, outside of the generated folders",
      };
    case "listens":
      return {
        code: "raw/listens",
        message: `a raw line in ${where} would open a listener that nothing else knows of: ${JSON.stringify(text)}`,
        help: "write a frontend of the service with that port, on a VIP of its own if the address differs",
      };
  }
}

/** The policy of the fleet that forbids the line. */
function forbidding(fleet: Surroundings, { subject }: RawLine): "none" | "fleet" | undefined {
  const policy = fleet.spec.raw_lines;
  return policy === "none" || (policy === "fleet" && subject !== undefined) ? policy : undefined;
}
