import { rawLines } from "../raw-lines.ts";
import type { Rule } from "../rule.ts";

/**
 * Words that open a section, by daemon; what follows such a line would no longer be part of what it was written for.
 * HAProxy: configuration manual, chapters 3, 4 and 12, of 2.6 to 3.0 and later.
 */
const SECTIONS: Readonly<Record<string, ReadonlySet<string>>> = {
  haproxy: new Set([
    "global",
    "defaults",
    "frontend",
    "backend",
    "listen",
    "userlist",
    "peers",
    "resolvers",
    "mailers",
    "program",
    "cache",
    "ring",
    "log-forward",
    "log-profile",
    "http-errors",
    "fcgi-app",
    "crt-store",
    "traces",
    "acme",
  ]),
};

/** Prefixes after which HAProxy reads the next word as the keyword. */
const NEGATIONS: ReadonlySet<string> = new Set(["no", "default"]);

/** Raw lines are an escape hatch: each is shown, and none may lead out of the section that it stands in. */
export const rawLine: Rule = {
  codes: {
    "raw/line": {
      severity: "notice",
      about:
        "A line is handed to a daemon as it stands. Nothing but the daemon checks it; it is shown so that it is not forgotten.",
    },
    "raw/opens-section": {
      severity: "error",
      about:
        "The first word of a raw line opens a section, is a condition, or is quoted so that it might be either. What follows " +
        "in the generated file would belong to another section.",
    },
  },
  check(fleet, report) {
    for (const { daemon, text, at, where, subject } of rawLines(fleet)) {
      const keyword = keywordOf(text);
      const opens = SECTIONS[daemon]?.has(keyword) === true;
      if (opens || !/^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(keyword)) {
        report({
          code: "raw/opens-section",
          message: opens
            ? `a raw line in ${where} would open a section: ${JSON.stringify(keyword)}`
            : `a raw line in ${where} does not start with a plain keyword`,
          at,
          help: "write a line that belongs into the section it stands in",
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

/** HAProxy splits at any white space; a no-break space is none to it, and is no part of a keyword either. */
function keywordOf(line: string): string {
  const words = line.trim().split(/\s+/);
  const [first = "", second = ""] = words;
  return NEGATIONS.has(first) ? second : first;
}
