import { expect, test } from "vitest";
import { poolName, readPoolName } from "../../src/fleet/pool-name.ts";

test.each([
  ["www", "web"],
  ["v1.api", "web"],
  ["www", "web.8080"],
  ["a.b", "c.d"],
])("the backend of %s, %s is known by its name", (service, backend) => {
  expect(readPoolName(poolName(service, backend))).toEqual({ service, backend });
});

test("a backend of no service is none of a service", () => {
  expect(readPoolName("acme")).toBeUndefined();
});
