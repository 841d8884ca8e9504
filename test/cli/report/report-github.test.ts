import { expect, test } from "vitest";
import { reportGithub } from "../../../src/cli/report/report-github.ts";
import { Source } from "../../../src/contract/source.ts";
import { CONTEXT, SAMPLE } from "./sample.ts";

test("one workflow command per finding, escaped so that no string becomes a command", () => {
  expect(reportGithub(SAMPLE, CONTEXT)).toBe(
    [
      "::error title=catalog/empty::there is no catalog",
      "::error file=lb/services/web%2C old.yaml,line=4,endLine=4,col=12,endColumn=16,title=reference/unknown-team::there is no team `webb`" +
        "%0Anote: inherited from profile house (lb/profiles.yaml:3:12)%0Anote: teams are declared in `teams`%0Ahelp: did you mean `web`?",
      "::warning file=lb/services/web%2C old.yaml,line=6,endLine=7,title=network/covered::50%25 of: these, are\\n::error::down\\u{1b}[31m\\u{202e}",
      "::notice title=persistence/no-name::<built-in>/services/ldap.yaml:2:3: std/ldap is old",
      "",
    ].join("\n"),
  );
});

test("names of files cannot control a terminal", () => {
  const source = new Source("a\u001b[31m\u202e\n::error::b.yaml", "x");
  const at = { source, start: 0, end: 1 };
  expect(
    reportGithub([{ code: "persistence/no-name", severity: "notice", message: "old", at, notes: [] }], CONTEXT),
  ).toBe(
    "::notice file=lb/a\\u{1b}[31m\\u{202e}\\n%3A%3Aerror%3A%3Ab.yaml,line=1,endLine=1,col=1,endColumn=2,title=persistence/no-name::old\n",
  );
});
