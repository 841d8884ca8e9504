import type { ReportContext } from "../../../src/cli/report/reporter.ts";
import { showPathFrom } from "../../../src/cli/report/show-path.ts";
import type { Finding } from "../../../src/contract/finding.ts";
import { Source } from "../../../src/contract/source.ts";

const services = new Source(
  "services/web, old.yaml",
  "services:\n  www:\n    extends: house\n    owner: webb\n    members:\n      - a\n      - b\n",
);
const profiles = new Source("profiles.yaml", "profiles:\n  house:\n    owner: web\n");
const builtIn = new Source("services/ldap.yaml", "profiles:\n  std/ldap: {}\n", "built-in");

function at(source: Source, needle: string, through = needle) {
  const start = source.text.indexOf(needle);
  return { source, start, end: source.text.indexOf(through, start) + through.length };
}

/** Findings of every kind: with and without location, notes and help; one line and several; hostile strings. */
export const SAMPLE: readonly Finding[] = [
  { code: "catalog/empty", severity: "error", message: "there is no catalog", notes: [] },
  {
    code: "reference/unknown-team",
    severity: "error",
    message: "there is no team `webb`",
    at: at(services, "webb"),
    notes: [
      { message: "inherited from profile house", at: at(profiles, "web\n", "web") },
      { message: "teams are declared in `teams`" },
    ],
    help: "did you mean `web`?",
  },
  {
    code: "network/covered",
    severity: "warning",
    message: "50% of: these, are\n::error::down\u001b[31m\u202e",
    at: at(services, "- a", "- b"),
    notes: [],
  },
  {
    code: "persistence/no-name",
    severity: "notice",
    message: "std/ldap is old",
    at: at(builtIn, "std/ldap"),
    notes: [],
  },
];

/** A reader in the parent of the catalog's folder, with a wide terminal without colours. */
export const CONTEXT: ReportContext = {
  showPath: showPathFrom("/home/op", "/home/op/lb"),
  codes: {
    "catalog/empty": { severity: "error", about: "Nothing is there." },
    "reference/unknown-team": { severity: "error", about: "A name leads nowhere." },
    "network/covered": { severity: "warning", about: "A list is odd." },
    "persistence/no-name": { severity: "notice", about: "It is old." },
  },
  width: 100,
  color: false,
};
