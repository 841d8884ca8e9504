import { expect, test } from "vitest";
import { showPathFrom } from "../../../src/cli/report/show-path.ts";
import { Source } from "../../../src/contract/source.ts";

test.each([
  [new Source("services/ldap.yaml", ""), "services/ldap.yaml"],
  [new Source("services/ldap.yaml", "", "built-in"), "<built-in>/services/ldap.yaml"],
  [new Source("<built-in>/services/ldap.yaml", ""), "./<built-in>/services/ldap.yaml"],
  [new Source("lb1:/etc/x", "", "generated"), "lb1:/etc/x"],
])("files that have the same path are shown in different ways: %#", (source, shown) => {
  expect(showPathFrom("/catalog", "/catalog")(source)).toBe(shown);
});

test("the folder that a path is relative to comes first", () => {
  expect(showPathFrom("/", "/catalog")(new Source("<built-in>/x.yaml", ""))).toBe("catalog/<built-in>/x.yaml");
});
