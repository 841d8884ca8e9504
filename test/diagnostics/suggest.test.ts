import fc from "fast-check";
import { expect, test } from "vitest";
import { didYouMean, didYouMeanAmong, suggest } from "../../src/diagnostics/suggest.ts";

test.each([
  { wrong: "acces", candidates: ["access", "accept"], want: "access" },
  { wrong: "htttp", candidates: ["https", "http"], want: "http" },
  { wrong: "ownre", candidates: ["owner", "other"], want: "owner" },
  { wrong: "Access", candidates: ["access"], want: "access" },
  { wrong: "min-version", candidates: ["min_version"], want: "min_version" },
  { wrong: "http-website", candidates: ["std/https-website", "std/http-website"], want: "std/http-website" },
  { wrong: "ldap", candidates: ["std/imap", "std/ldap"], want: "std/ldap" },
  { wrong: "web4", candidates: ["web3", "web1", "web2"], want: "web1" },
  { wrong: "a", candidates: ["b", "c"], want: undefined },
  { wrong: "physics", candidates: ["network", "web", "mail"], want: undefined },
  { wrong: "web", candidates: ["web"], want: undefined },
  { wrong: "", candidates: ["a", ""], want: undefined },
])("$wrong of $candidates suggests $want", ({ wrong, candidates, want }) => {
  expect(suggest(wrong, candidates)).toBe(want);
});

test("the order of the candidates does not matter", () => {
  const names = fc.string({ unit: fc.constantFrom("a", "b", "c", "-"), maxLength: 6 });
  fc.assert(
    fc.property(names, fc.uniqueArray(names), (wrong, candidates) => {
      expect(suggest(wrong, candidates.toReversed())).toBe(suggest(wrong, candidates));
    }),
  );
});

test("one typo in a name of four letters or more always gets a suggestion", () => {
  const name = fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), minLength: 4, maxLength: 12 });
  fc.assert(
    fc.property(name, fc.nat(), fc.constantFrom("drop", "double", "replace", "swap"), (right, seed, mistake) => {
      const at = seed % (right.length - 1);
      const [one, two] = [right.charAt(at), right.charAt(at + 1)];
      const middle = { drop: two, double: one + one + two, replace: `x${two}`, swap: two + one }[mistake];
      const wrong = right.slice(0, at) + middle + right.slice(at + 2);
      fc.pre(wrong !== right);
      expect(suggest(wrong, [right])).toBe(right);
    }),
  );
});

test("didYouMean words it as help", () => {
  expect(didYouMean("wbe", ["web"])).toBe("did you mean `web`?");
  expect(didYouMean("xyz", ["web"])).toBeUndefined();
});

test("of very many wrong names, only the first are searched for, and remembered", () => {
  const meant = didYouMeanAmong(Array.from({ length: 200 }, (_, index) => `network-${index}`));
  const wrong = Array.from({ length: 200 }, (_, index) => `netwrok-${index}`);
  expect(wrong.map(meant).filter((help) => help !== undefined)).toEqual(
    wrong.slice(0, 100).map((_, index) => `did you mean \`network-${index}\`?`),
  );
  expect(meant("netwrok-7")).toBe("did you mean `network-7`?");
});
