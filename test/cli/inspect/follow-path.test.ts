import fc from "fast-check";
import { expect, test } from "vitest";
import { parseYaml } from "../../../src/catalog/parse/parse-yaml.ts";
import { followPath, matchNames } from "../../../src/cli/inspect/follow-path.ts";
import { Source } from "../../../src/contract/source.ts";
import { plain, type Tree } from "../../../src/contract/tree.ts";

const tree = read(`
hostnames: [www.uni.example, uni.example]
routes:
  /intern: {access: {from: [campus]}}
  /v1.2: {backend: old}
  /v1.2.3: {backend: new}
members:
  web-01.example: {weight: 10}
  web-01: {example: 5}
  constructor: {port: 80}
`);

function read(text: string): Tree {
  const parsed = parseYaml(new Source("a.yaml", text), () => {});
  if (parsed === undefined) throw new Error("the text is empty");
  return parsed;
}

test.each([
  ["", plain(tree)],
  [".", plain(tree)],
  [".hostnames", ["www.uni.example", "uni.example"]],
  [".hostnames[1]", "uni.example"],
  [".hostnames.0", "www.uni.example"],
  [".routes./intern.access.from[0]", "campus"],
  [".routes./v1.2.backend", "old"],
  [".routes./v1.2.3.backend", "new"],
  [".members.web-01.example.weight", 10],
  [".members.web-01.example", { weight: 10 }],
  [".members.constructor.port", 80],
])("%s leads to a value", (text, want) => {
  const followed = followPath(tree, text);
  expect("tree" in followed && plain(followed.tree)).toEqual(want);
});

test.each([
  [".hostname", [], "hostname", ["hostnames", "routes", "members"]],
  [".routes./inter.access", ["routes"], "/inter", ["/intern", "/v1.2", "/v1.2.3"]],
  [".hostnames[2]", ["hostnames"], "[2]", ["0", "1"]],
  [".members.constructor.toString", ["members", "constructor"], "toString", ["port"]],
  [".members.toString", ["members"], "toString", ["web-01.example", "web-01", "constructor"]],
  [".hostnames.0.x", ["hostnames", "0"], "x", []],
  ["..", [], ".", ["hostnames", "routes", "members"]],
])("%s reports where the path fails", (text, path, wrong, candidates) => {
  expect(followPath(tree, text)).toEqual({ path, wrong, candidates });
});

test("the longest name comes first", () => {
  expect(matchNames("www.uni.access", ["www", "www.uni", "ww", "www.uni.acces"])).toEqual(["www.uni", "www"]);
});

test("any string leads to a value or not, and never throws", () => {
  const piece = fc.constantFrom(
    ".",
    "[",
    "]",
    "0",
    "1",
    "hostnames",
    "routes",
    "/v1",
    "2",
    "members",
    "web-01",
    "example",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const followed = followPath(tree, pieces.join(""));
      expect("tree" in followed || followed.wrong !== "").toBe(true);
    }),
  );
});
