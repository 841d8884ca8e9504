import { expect, test } from "vitest";
import { wipedLine } from "../../src/cli/terminal/wiped-line.ts";

/** Output of a line that is shown, replaced and cleared on a terminal of 12 columns. */
function written(environment: NodeJS.ProcessEnv, isTTY = true): string {
  let text = "";
  const stream = Object.assign(Object.create(process.stderr), {
    isTTY,
    columns: 12,
    write: (part: string) => {
      text += part;
      return true;
    },
  });
  const line = wipedLine(stream, environment);
  line.show("reading one thing");
  line.show("名前");
  line.clear();
  return text;
}

test("a line is erased by an escape sequence", () => {
  expect(written({})).toBe("reading one\r\u001b[2K名前\r\u001b[2K");
});

test("without escape sequences, by spaces", () => {
  expect(written({ NO_COLOR: "1" })).toBe(`reading one\r${" ".repeat(11)}\r名前\r${" ".repeat(4)}\r`);
});

test("a dumb terminal and a pipe get nothing", () => {
  expect(written({ TERM: "dumb" })).toBe("");
  expect(written({}, false)).toBe("");
});
