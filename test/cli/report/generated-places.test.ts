import { expect, test } from "vitest";
import { REPORTERS } from "../../../src/cli/report/reporters.ts";
import { showPathFrom } from "../../../src/cli/report/show-path.ts";
import type { Finding } from "../../../src/contract/finding.ts";
import { Source } from "../../../src/contract/source.ts";

const generated = new Source("lb1:/etc/demo.conf", "first\nsecond\n", "generated");
const catalog = new Source("www.yaml", "demo: [second]\n");

/** A daemon's message about a generated line; only its cause is a file in the repository. */
const FINDING: Finding = {
  code: "daemon/rejects",
  severity: "error",
  message: "demo: unknown word",
  at: { source: generated, start: 6, end: 12 },
  notes: [{ message: "caused by this", at: { source: catalog, start: 7, end: 13 } }],
};
const CONTEXT = { showPath: showPathFrom("/repo", "/repo/catalog"), codes: {}, width: 120, color: false };

test("pretty shows the generated line, then the catalog's", () => {
  const text = REPORTERS.pretty([FINDING], CONTEXT);
  expect(text).toContain("  lb1:/etc/demo.conf:2:1\n  2 | second\n");
  expect(text).toContain("  note caused by this catalog/www.yaml:1:8\n");
});

test("github annotates the line in the catalog", () => {
  expect(REPORTERS.github([FINDING], CONTEXT)).toMatch(
    /^::error file=catalog\/www\.yaml,line=1,endLine=1,col=8,endColumn=14,title=daemon\/rejects::lb1:\/etc\/demo\.conf:2:1: demo/,
  );
});

test("SARIF refers only to files in the repository", () => {
  const { runs } = JSON.parse(REPORTERS.sarif([FINDING], CONTEXT));
  const [{ locations, message }] = runs[0].results;
  expect(locations[0].physicalLocation.artifactLocation.uri).toBe("catalog/www.yaml");
  expect(message.text).toContain("lb1:/etc/demo.conf:2:1");
  expect(JSON.stringify(runs)).not.toContain('"uri":"lb1');
});

test("GitLab gets the line in the catalog, and the generated one in words", () => {
  expect(JSON.parse(REPORTERS.gitlab([FINDING], CONTEXT))).toMatchObject([
    {
      description: "lb1:/etc/demo.conf:2:1: demo: unknown word",
      location: { path: "catalog/www.yaml", lines: { begin: 1 } },
    },
  ]);
});
