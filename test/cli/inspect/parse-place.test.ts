import { expect, test } from "vitest";
import { parsePlace } from "../../../src/cli/inspect/lines/parse-place.ts";

test.each([
  ["a.yaml:3", [{ file: "a.yaml", line: 3 }]],
  ["lb1:/etc/x:3", [{ file: "lb1:/etc/x", line: 3 }]],
  [
    "lb1:/etc/x:3:5",
    [
      { file: "lb1:/etc/x", line: 3, column: 5 },
      { file: "lb1:/etc/x:3", line: 5 },
    ],
  ],
  ["dir:with\nlines/ä.yaml:12", [{ file: "dir:with\nlines/ä.yaml", line: 12 }]],
  ["C:\\x.yaml:1", [{ file: "C:\\x.yaml", line: 1 }]],
  ["a.yaml", []],
  ["a.yaml:", []],
  ["a.yaml:-1", []],
  ["a.yaml:1x", []],
  [":3", []],
  ["a.yaml:12345678901", []],
])("%j", (text, places) => {
  expect(parsePlace(text)).toEqual(places);
});
