import { expect, test } from "vitest";
import { reportGitlab } from "../../../src/cli/report/report-gitlab.ts";
import type { Finding } from "../../../src/contract/finding.ts";
import { Source } from "../../../src/contract/source.ts";
import { CONTEXT, SAMPLE } from "./sample.ts";

interface Entry {
  readonly fingerprint: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}

const report = (findings: readonly Finding[]): Entry[] => JSON.parse(reportGitlab(findings, CONTEXT));

test("an entry per finding, each with a place in the repository", () => {
  const fingerprint = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(report(SAMPLE)).toEqual([
    {
      description: "there is no catalog",
      check_name: "catalog/empty",
      fingerprint,
      severity: "blocker",
      location: { path: ".", lines: { begin: 1 } },
    },
    {
      description: "there is no team `webb`\ndid you mean `web`?",
      check_name: "reference/unknown-team",
      fingerprint,
      severity: "blocker",
      location: { path: "lb/services/web, old.yaml", lines: { begin: 4 } },
    },
    {
      description: "50% of: these, are\n::error::down\u001b[31m\u202e",
      check_name: "network/covered",
      fingerprint,
      severity: "major",
      location: { path: "lb/services/web, old.yaml", lines: { begin: 6 } },
    },
    {
      description: "<built-in>/services/ldap.yaml:2:3: std/ldap is old",
      check_name: "persistence/no-name",
      fingerprint,
      severity: "info",
      location: { path: ".", lines: { begin: 1 } },
    },
  ]);
  expect(reportGitlab(SAMPLE, CONTEXT)).not.toMatch(/[\u001b\u202e]/);
});

test("no findings are an empty list, which GitLab takes as all fixed", () => {
  expect(reportGitlab([], CONTEXT)).toBe("[]\n");
});

test("an accepted finding only informs", () => {
  const at = { source: new Source("accept.yaml", "x"), start: 0, end: 1 };
  const accepted: Finding[] = SAMPLE.map((finding) => ({ ...finding, accepted: { reason: "known", at } }));
  expect(JSON.parse(reportGitlab(accepted, CONTEXT))).toEqual(
    accepted.map(() => expect.objectContaining({ severity: "info" })),
  );
});

/** Findings of one code in a file: their messages by line, from 1. */
function findings(path: string, messages: readonly string[]): Finding[] {
  const source = new Source(path, "x\n".repeat(messages.length));
  return messages.flatMap((message, line) =>
    message === ""
      ? []
      : [
          {
            code: "network/covered",
            severity: "warning",
            message,
            at: { source, start: 2 * line, end: 2 * line + 1 },
            notes: [],
          },
        ],
  );
}

const fingerprints = (path: string, ...messages: string[]) =>
  report(findings(path, messages)).map(({ fingerprint }) => fingerprint);

test("a finding keeps its fingerprint when lines move", () => {
  const moved = report(findings("a.yaml", ["", "", "one", "two"]));
  expect(moved.map(({ location }) => location.lines.begin)).toEqual([3, 4]);
  expect(moved.map(({ fingerprint }) => fingerprint)).toEqual(fingerprints("a.yaml", "one", "two"));
});

test("findings that differ in file or text, or are one more of the same text, differ in fingerprint", () => {
  const all = [...fingerprints("a.yaml", "one", "two", "one", "one"), ...fingerprints("b.yaml", "one")];
  expect(new Set(all).size).toBe(5);
  expect(fingerprints("a.yaml", "one", "one").slice(0, 1)).toEqual(fingerprints("a.yaml", "one"));
});
