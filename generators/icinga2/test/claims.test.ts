import { join } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../../src/package-root.ts";
import { compileText } from "../../../test/support/compile-text.ts";
import { readFolder } from "../../../test/support/read-folder.ts";

test("redirects of load balancers are checked, and are among the claims", () => {
  const catalog = readFolder(join(packageRoot, "generators/icinga2/cases/websites/catalog"));
  const { claims } = compileText(catalog);
  const asked = claims?.checks.filter(
    ({ by, service, family, check }) =>
      by === "icinga2" && service === "shop" && family === "ipv4" && (check.status?.[0]?.first ?? 200) >= 300,
  );
  const said = asked?.map(
    ({ nodes, port, check }) => `${nodes.join(" ")}: ${port} ${check.host}${check.path} ${check.status?.[0]?.first}`,
  );
  expect(said).toEqual([
    "mon1: 80 www.shop.example/ 301",
    "mon1: 443 shop.example/ 301",
    "mon1: 443 www.shop.example/old/shop 302",
  ]);
});
