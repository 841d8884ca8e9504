import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { parseYaml } from "../../src/catalog/parse/parse-yaml.ts";
import { diskCache } from "../../src/cli/cache/disk-cache.ts";
import { decodeTree, encodeTree } from "../../src/cli/cache/tree-code.ts";
import { Source } from "../../src/contract/source.ts";
import type { Tree } from "../../src/contract/tree.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";

const TEXT = `
scalars: [1, -0.5, true, null, "", "1", ~, 2027-03-31]
__proto__: {constructor: {x: 1}}
base: &base {a: [b, {c: d}]}
alias: *base
tags: {one: !append [x], two: !prepend [y], "10": z, "9": w}
empty: {list: [], map: {}}
`;

function parse(source: Source): Tree {
  const tree = parseYaml(source, (draft) => {
    throw new Error(draft.message);
  });
  if (tree === undefined) throw new Error("the text is empty");
  return tree;
}

test("a tree is unchanged by a round trip through JSON", () => {
  const source = new Source("a.yaml", TEXT);
  const tree = parse(source);
  const decoded = decodeTree(JSON.parse(JSON.stringify(encodeTree(tree))), source);
  // toEqual compares `constructor`, which is an ordinary name here.
  expect(isDeepStrictEqual(decoded, tree)).toBe(true);
});

test.each(["services.yaml", "profiles.yaml"])("the cache returns %s as the parser created it", (path) => {
  inTemporaryFolder({}, (folder) => {
    const source = new Source(path, readFileSync("examples/campus/profiles.yaml", "utf8"));
    const tree = parse(source);
    const cache = diskCache({ XDG_CACHE_HOME: folder });
    expect(cache.load(source)).toBeUndefined();
    cache.store(source, tree);
    expect(diskCache({ XDG_CACHE_HOME: folder }).load(source)).toStrictEqual(tree);
    expect(cache.load(new Source(path, `${source.text}#`))).toBeUndefined();
  });
});

test.each([
  ["cut short", (entry: string) => truncateSync(entry, statSync(entry).size - 20)],
  ["changed", (entry: string) => writeFileSync(entry, readFileSync(entry, "utf8").replace("catalog", "catolog"))],
  ["empty", (entry: string) => truncateSync(entry)],
])("an entry that was %s is not used", (_how, spoil) => {
  inTemporaryFolder({}, (folder) => {
    const source = new Source("a.yaml", "teams: {catalog: {email: a@uni.example}}\n");
    const cache = diskCache({ XDG_CACHE_HOME: folder });
    cache.store(source, parse(source));
    const entry = readdirSync(folder, { recursive: true, withFileTypes: true }).find((each) => each.isFile());
    if (entry === undefined) throw new Error("nothing was stored");
    expect(cache.load(source)).toBeDefined();
    spoil(join(entry.parentPath, entry.name));
    expect(cache.load(source)).toBeUndefined();
  });
});

test("a cache that cannot be written is not used", () => {
  inTemporaryFolder({ file: "" }, (folder) => {
    const source = new Source("a.yaml", "teams: {}\n");
    const cache = diskCache({ XDG_CACHE_HOME: join(folder, "file") });
    cache.store(source, parse(source));
    expect(cache.load(source)).toBeUndefined();
  });
});
