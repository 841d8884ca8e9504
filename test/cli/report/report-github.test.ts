import { expect, test } from "vitest";
import { reportGithub } from "../../../src/cli/report/report-github.ts";
import { CONTEXT, SAMPLE } from "./sample.ts";

test("one workflow command per finding, escaped so that no text becomes a command", () => {
  expect(reportGithub(SAMPLE, CONTEXT)).toBe(
    [
      "::error title=test/empty::there is no catalog",
      "::error file=lb/services/web%2C old.yaml,line=4,endLine=4,col=12,endColumn=16,title=test/unknown::there is no team `webb`" +
        "%0Anote: inherited from profile house (lb/profiles.yaml:3:12)%0Anote: teams are declared in `teams`%0Ahelp: did you mean `web`?",
      "::warning file=lb/services/web%2C old.yaml,line=6,endLine=7,title=test/list::50%25 of: these, are\\n::error::down\\u{1b}[31m\\u{202e}",
      "::notice title=test/old::<built-in>/services/ldap.yaml:2:3: std/ldap is old",
      "",
    ].join("\n"),
  );
});
