import { expect, test } from "vitest";
import { syntheticCatalog } from "../../../../bench/synthetic-catalog.ts";
import { compileText } from "../../../../test/support/compile-text.ts";
import { describeWith } from "../../../../test/support/daemons.ts";
import { buildModel } from "../../model.ts";
import { countObjects } from "./lab/list-objects.ts";

describeWith(["icinga2", "openssl", "namespaces"], "a thousand services", () => {
  // generators/icinga2/README.md says how long it takes. Here it only must finish.
  test("are accepted by Icinga", () => {
    const { fleet, files } = compileText(syntheticCatalog({ services: 1000, seed: 1 }));
    if (fleet === undefined) throw new Error("the catalog has errors");
    const counts = countObjects(files, "mon1");
    const { vips, services } = buildModel(fleet);
    const standing = [...fleet.nodes.values()].filter(({ state }) => state !== "planned").length;
    expect(counts.get("Hosts")).toBe(standing + vips.flatMap(({ families }) => families).length);
    expect(counts.get("ServiceGroups")).toBe(services.length);
    // Each depends on its host, its agent or HAProxy.
    expect(counts.get("Dependencies")).toBeGreaterThanOrEqual(counts.get("Services") ?? Number.NaN);
    expect(counts.get("Services")).toBeLessThan(40_000);
  }, 600_000);
});
