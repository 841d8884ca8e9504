import { expect, test } from "vitest";
import { backendName, readBackendName } from "../../generators/haproxy/names.ts";
import type { Backend, Service } from "../../src/resolve/fleet.ts";

test.each([
  ["www", "web"],
  ["v1.api", "web"],
  ["www", "web.8080"],
  ["a.b", "c.d"],
])("the backend %s, %s is known by its name", (service, backend) => {
  const name = backendName({ name: service } as Service, { name: backend } as Backend);
  expect(readBackendName(name)).toEqual({ service, backend });
});

test("a backend of no service is none of a service", () => {
  expect(readBackendName("acme")).toBeUndefined();
});
