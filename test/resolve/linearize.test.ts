import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linearize } from "../../src/resolve/linearize.ts";

function order(graph: Record<string, string[]>, name: string): unknown {
  return linearize(name, (of) => graph[of] ?? [], new Map());
}

describe("linearize", () => {
  test.each([
    ["one without parents", { a: [] }, ["a"]],
    ["a chain", { a: ["b"], b: ["c"], c: [] }, ["c", "b", "a"]],
    ["later parents are stronger", { a: ["b", "c"], b: [], c: [] }, ["b", "c", "a"]],
    [
      "a diamond: the shared ancestor once, beneath both",
      { a: ["b", "c"], b: ["d"], c: ["d"], d: [] },
      ["d", "b", "c", "a"],
    ],
    ["an ancestor named beside its heir", { a: ["d", "b"], b: ["d"], d: [] }, ["d", "b", "a"]],
  ])("%s", (_, graph, want) => {
    expect(order(graph as Record<string, string[]>, "a")).toEqual({ order: want });
  });

  test("a cycle is shown as a path", () => {
    expect(order({ a: ["b"], b: ["c"], c: ["b"] }, "a")).toEqual({ cycle: ["b", "c", "b"] });
    expect(order({ a: ["a"] }, "a")).toEqual({ cycle: ["a", "a"] });
  });

  test("profiles wanted in both orders have none", () => {
    const result = order({ a: ["b", "c"], b: ["x", "y"], c: ["y", "x"], x: [], y: [] }, "a");
    expect(result).toHaveProperty("conflict");
  });

  test("for any graph without cycles: every ancestor once, beneath what extends it, or a conflict", () => {
    const graphs = fc
      .array(fc.uniqueArray(fc.nat(7), { maxLength: 3 }), { minLength: 8, maxLength: 8 })
      .map((parents) =>
        Object.fromEntries(
          parents.map((of, index) => [
            `p${index}`,
            of.filter((parent) => parent > index).map((parent) => `p${parent}`),
          ]),
        ),
      );
    fc.assert(
      fc.property(graphs, (graph) => {
        const result = linearize("p0", (of) => graph[of] ?? [], new Map());
        if (!("order" in result)) {
          expect(result).toHaveProperty("conflict");
          return;
        }
        const place = new Map(result.order.map((name, index) => [name, index]));
        expect(place.size).toBe(result.order.length);
        for (const name of result.order) {
          for (const parent of graph[name] ?? []) expect(place.get(parent)).toBeLessThan(place.get(name) ?? -1);
        }
      }),
    );
  });
});
