import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { describeCrash, describeSystemError } from "../../src/cli/describe-crash.ts";

function caught(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test("errors of the system are reported in words", () => {
  expect(describeSystemError(caught(() => readFileSync("/nonexistent/a")))).toBe(
    "/nonexistent/a: no such file or folder",
  );
  expect(describeSystemError(caught(() => readFileSync("/")))).toBe("read: it is a folder");
});

test.each([new Error("boom"), "boom", undefined, Object.assign(new Error("boom"), { code: "ERR_INVALID_ARG_TYPE" })])(
  "%s is not an error of the system",
  (error) => {
    expect(describeSystemError(error)).toBeUndefined();
  },
);

test("a bug is one line without a stack, which INTENTLB_DEBUG=1 shows", () => {
  const error = new Error("boom\u001b[2J\nat once");
  expect(describeCrash(error, {})).toBe(
    "internal error, a bug in intentlb: boom\\u{1b}[2J\\nat once (INTENTLB_DEBUG=1 shows where)",
  );
  expect(describeCrash(error, { INTENTLB_DEBUG: "1" })).toContain("describe-crash.test.ts");
});
