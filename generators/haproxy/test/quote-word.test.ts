import http from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { describeWith } from "../../../test/support/daemons.ts";
import { judge, withHaproxy } from "../../../test/support/live/run-haproxy.ts";
import { withFolder } from "../../../test/support/live/with-folder.ts";
import { quoteHaproxy, quoteHaproxyFormat } from "../quote-word.ts";

test.each([
  ["plain-1.example", "plain-1.example"],
  ["", "''"],
  ["two words", "'two words'"],
  ["it's", "'it'\\''s'"],
  ['a\\ #$HOME"', "'a\\ #$HOME\"'"],
  ["a\nb", undefined],
  ["a\u0000b", undefined],
  ["a\rb", undefined],
  ["a\tb", undefined],
  ["a\u2028b", undefined],
])("%j becomes %j", (given, want) => {
  expect(quoteHaproxy(given)).toBe(want);
});

test("a per cent sign starts no variable in a log format", () => {
  expect(quoteHaproxyFormat("100%[src]")).toBe("'100%%[src]'");
});

/** Dangerous strings, mixed with anything that is not a control character. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom("'", '"', "\\", "$", "{HOME}", "#", "%", "%[src]", " ", "\\n", "\\x41", ";", "{", "}", "[", "!"),
      fc.string({ unit: "binary", maxLength: 4 }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((parts) => parts.join(""))
  // HAProxy cannot answer with an empty string; '' as a word is in the table above.
  .filter((text) => text !== "");

describeWith(["haproxy"], "HAProxy reads what was quoted", () => {
  test("any string comes back unchanged, or is rejected", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: 80, maxLength: 80 }), async (texts) => {
        await withFolder((folder) =>
          comesBack(
            folder,
            texts.filter((text) => quoteHaproxy(text) !== undefined),
          ),
        );
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });
});

/** Lets HAProxy answer with each string, once as a plain word and once as a log format. */
async function comesBack(folder: string, texts: readonly string[]): Promise<void> {
  const socketPath = join(folder, "clients");
  const answers = texts.flatMap((text, index) => [
    `  http-request return status 200 content-type text/plain string ${quoteHaproxy(text)} if { path /word/${index} }`,
    `  http-request return status 200 content-type text/plain lf-string ${quoteHaproxyFormat(text)} if { path /format/${index} }`,
  ]);
  const config = [
    ...["global", `  stats socket ${join(folder, "admin")}`],
    ...["defaults", "  mode http", "  timeout connect 1s", "  timeout client 5s", "  timeout server 1s"],
    ...["frontend quoted", `  bind unix@${socketPath}`, ...answers, ""],
  ].join("\n");
  expect(judge(folder, config)).toBe("");
  await withHaproxy(folder, config, async () => {
    for (const [index, text] of texts.entries()) {
      for (const kind of ["word", "format"]) {
        expect(await get(socketPath, `/${kind}/${index}`)).toBe(Buffer.from(text).toString());
      }
    }
  });
}

/** The body of an answer. */
function get(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = http.get({ socketPath, path }, (answer) => text(answer).then(resolve, reject));
    request.on("error", reject);
  });
}
