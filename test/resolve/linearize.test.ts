import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linearize, MOST_STEPS } from "../../src/resolve/layers/linearize.ts";

function order(graph: Record<string, string[]>, name: string): unknown {
  return linearize(name, (of) => graph[of] ?? [], new Map());
}

describe("linearize", () => {
  test.each([
    ["one without parents", { a: [] }, ["a"]],
    ["a chain", { a: ["b"], b: ["c"], c: [] }, ["c", "b", "a"]],
    ["later parents are stronger", { a: ["b", "c"], b: [], c: [] }, ["b", "c", "a"]],
    [
      "a diamond: the shared ancestor once, below both",
      { a: ["b", "c"], b: ["d"], c: ["d"], d: [] },
      ["d", "b", "c", "a"],
    ],
    ["an ancestor named beside its heir", { a: ["d", "b"], b: ["d"], d: [] }, ["d", "b", "a"]],
  ])("%s", (_, graph, want) => {
    expect(order(graph as Record<string, string[]>, "a")).toHaveProperty("order", want);
  });

  test("a cycle is reported as a path", () => {
    expect(order({ a: ["b"], b: ["c"], c: ["b"] }, "a")).toEqual({ cycle: ["b", "c", "b"] });
    expect(order({ a: ["a"] }, "a")).toEqual({ cycle: ["a", "a"] });
  });

  test("profiles in contradictory orders have no order", () => {
    const result = order({ a: ["b", "c"], b: ["x", "y"], c: ["y", "x"], x: [], y: [] }, "a");
    expect(result).toHaveProperty("conflict");
  });

  test("an unknown ancestor is the only error", () => {
    const graph: Record<string, string[]> = { a: ["b"], b: ["c"] };
    expect(linearize("a", (of) => graph[of], new Map())).toEqual({ unknown: "c" });
  });

  test("a chain up to the limit has an order, a longer one has none", () => {
    const parents = (of: string) => (of === "p0" ? [] : [`p${Number(of.slice(1)) - 1}`]);
    expect(linearize(`p${MOST_STEPS}`, parents, new Map())).toHaveProperty("order.length", MOST_STEPS + 1);
    const known = new Map();
    expect(linearize("p100000", parents, known)).toHaveProperty("tooLong.length", MOST_STEPS + 2);
    expect(linearize(`p${MOST_STEPS}`, parents, known)).toHaveProperty("order.length", MOST_STEPS + 1);
  });

  test("a cycle may have any length", () => {
    const parents = (of: string) => [`p${(Number(of.slice(1)) + 1) % 100_000}`];
    expect(linearize("p0", parents, new Map())).toHaveProperty("cycle.length", 100_001);
  });

  test("for any graph without cycles: every ancestor once, below what extends it, or a conflict", () => {
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
