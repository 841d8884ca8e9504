import { expect, test } from "vitest";
import { type Release, releaseFaults } from "../../scripts/release-faults.ts";

const PAGE = "src/cli/report/diff/html/templates/page.eta";
const FILES = ["README.md", "LICENSE", "CHANGELOG.md", "schemas/service.json", "src/lab/programs/start.sh", PAGE];

const READY: Release = {
  version: "1.2.0",
  lockedVersion: "1.2.0",
  changelog: "# Changelog\n\n## [1.2.0] - 2027-03-31\n\n### Added\n\n- A key.\n\n## [1.1.0] - 2027-01-01\n",
  uncommitted: [],
  tag: "absent",
  packed: [...FILES, "dist/src/cli/main.js", "dist/src/index.d.ts"],
  tracked: [...FILES, "test/scripts/release-faults.test.ts", "src/index.ts"],
  promised: ["dist/src/cli/main.js"],
};

const CASES: readonly (readonly [string, Partial<Release>, readonly string[]])[] = [
  ["a release that is ready", {}, []],
  ["one that is tagged already, here", { tag: "here" }, []],
  [
    "a version that is not a release",
    { version: "1.2.0-rc", lockedVersion: "1.2.0-rc", changelog: READY.changelog.replace("1.2.0", "1.2.0-rc") },
    ['package.json: version "1.2.0-rc" is not of the form 1.2.3'],
  ],
  [
    "a lock file of the last version",
    { lockedVersion: "1.1.0" },
    ["package-lock.json has version 1.1.0, package.json 1.2.0"],
  ],
  [
    "a changelog that stops at the last version",
    { changelog: "# Changelog\n\n## [1.1.0] - 2027-01-01\n\n- A key.\n" },
    ["CHANGELOG.md: the first section must be ## [1.2.0] - YYYY-MM-DD"],
  ],
  [
    "a section that is not dated",
    { changelog: READY.changelog.replace("2027-03-31", "Unreleased") },
    ['CHANGELOG.md: 1.2.0 has no date, but "Unreleased"'],
  ],
  [
    "an invalid date",
    { changelog: READY.changelog.replace("2027-03-31", "2027-02-30") },
    ['CHANGELOG.md: 1.2.0 has no date, but "2027-02-30"'],
  ],
  [
    "a section without an entry",
    { changelog: READY.changelog.replace("- A key.\n", "") },
    ["CHANGELOG.md: 1.2.0 has no entry"],
  ],
  ["a changed file", { uncommitted: ["src/index.ts"] }, ["src/index.ts is not committed"]],
  [
    "a version that was already released",
    { tag: "elsewhere" },
    ["tag v1.2.0 exists at another commit: this version is already released"],
  ],
  [
    "a tarball without a program that the lab runs",
    { packed: READY.packed.filter((path) => !path.startsWith("src/")) },
    [`the tarball lacks ${PAGE}`, "the tarball lacks src/lab/programs/start.sh"],
  ],
  ["a tarball that was packed before it was compiled", { packed: FILES }, ["the tarball lacks dist/src/cli/main.js"]],
  [
    "a tarball with sources and tests",
    { packed: [...READY.packed, "src/index.ts", "test/pack/pack.test.ts", "dist/src/index.js.map"] },
    [
      "the tarball contains src/index.ts",
      "the tarball contains test/pack/pack.test.ts",
      "the tarball contains dist/src/index.js.map",
    ],
  ],
];

test.each(CASES)("%s", (_title, change, faults) => {
  expect(releaseFaults({ ...READY, ...change })).toEqual(faults);
});
