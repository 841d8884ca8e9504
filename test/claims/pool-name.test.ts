import { expect, test } from "vitest";
import { poolName, readPoolName } from "../../src/fleet/pool-name.ts";

test.each([
  ["www", "web"],
  ["v1.api", "web"],
  ["www", "web.8080"],
  ["a.b", "c.d"],
])("the backend of %s, %s is found by its name", (service, backend) => {
  expect(readPoolName(poolName(service, backend))).toEqual({ service, backend });
});

test("a backend without a service belongs to none", () => {
  expect(readPoolName("acme")).toBeUndefined();
});
