import { expect, test } from "vitest";
import { readCatalog } from "../../src/catalog/read-catalog.ts";
import { inTemporaryFolder } from "../support/in-temporary-folder.ts";

test("all YAML files below the folder are read, however their ending is written, hidden ones aside", () => {
  const names = ["a.yaml", "b.yml", "below/C.YAML", "d.Yml", "d.yaml.bak", "notes.txt", ".hidden.yaml", ".git/e.yaml"];
  inTemporaryFolder(Object.fromEntries(names.map((name) => [name, ""])), (folder) => {
    const { sources } = readCatalog(folder, ({ message }) => expect.fail(message));
    expect(sources.map(({ path }) => path)).toEqual(["a.yaml", "b.yml", "below/C.YAML", "d.Yml"]);
  });
});
