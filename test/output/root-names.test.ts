import { expect, test } from "vitest";
import { MANIFEST, ROOT_NAMES } from "../../src/contract/root-names.ts";
import { layOutTree } from "../../src/lay-out-tree.ts";
import { compileText } from "../support/compile-text.ts";
import { smallCatalog } from "../support/small-catalog.ts";

test("reserved names of nodes are those of all files next to the nodes' folders", () => {
  const { rootFiles } = layOutTree(compileText(smallCatalog("description: Home page")));
  expect([MANIFEST, ...rootFiles.map(({ name }) => name)].sort()).toEqual(ROOT_NAMES);
});
