import { describe, expect, test } from "vitest";
import { FORGED_HEADERS, MORE_FORGED_HEADERS } from "../../../src/fleet/forged-headers.ts";
import { forgedHeaderRules } from "../http/forged-headers.ts";

/** Names of headers that HAProxy removes, as patterns on lower case. */
const PATTERNS = forgedHeaderRules().flatMap(
  (rule) => /'(?<pattern>\^.*\$)' -m reg$/.exec(rule)?.groups?.["pattern"] ?? [],
);

const ALL = [...FORGED_HEADERS, ...MORE_FORGED_HEADERS].map((name) => name.toLowerCase());

/** Alternatives of a group without those of groups inside it: `a|b(c|d)` has two. */
function alternatives(group: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const letter of group.replaceAll("[\\W_]", "-")) {
    if (letter === "(") depth++;
    if (letter === ")") depth--;
    if (letter === "|" && depth === 0) parts.push("");
    else parts.push(`${parts.pop() ?? ""}${letter}`);
  }
  return parts;
}

describe("headers that clients forge in proofs", () => {
  test.each(MORE_FORGED_HEADERS)("%s is removed", (name) => {
    expect(PATTERNS.some((pattern) => new RegExp(pattern).test(name.toLowerCase()))).toBe(true);
  });

  test("there is one for each alternative of the patterns", () => {
    const all = PATTERNS.flatMap((pattern) => {
      const names = /\(http\[\\W_\]\)\?\((?<names>.*)\)\$$/.exec(pattern)?.groups?.["names"] ?? "";
      return alternatives(names);
    });
    expect(all.length).toBeGreaterThan(25);
    const matches = (alternative: string) => {
      const pattern = new RegExp(`^(http-)?(${alternative})$`);
      return ALL.some((name) => pattern.test(name.replaceAll("_", "-")));
    };
    expect(all.filter((alternative) => !matches(alternative))).toEqual([]);
  });
});
