import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { find, type MapTree, plain, type Tree } from "../../src/contract/tree.ts";
import { mergeLayers } from "../../src/resolve/layers/merge-layers.ts";
import { keepFindings, treeOf } from "../support/tree-of.ts";

function merge(weaker: string, stronger: string): { value: unknown; codes: string[]; tree: MapTree } {
  const { report, drafts } = keepFindings();
  const tree = mergeLayers(treeOf(weaker), treeOf(stronger), "x", report);
  return { value: JSON.parse(JSON.stringify(plain(tree))), codes: drafts.map((draft) => draft.code), tree };
}

describe("laws", () => {
  test.each([
    ["maps merge", "{a: {b: 1, c: 2}}", "{a: {c: 3}}", { a: { b: 1, c: 3 } }],
    ["scalars replace", "{a: 1}", "{a: 2}", { a: 2 }],
    ["lists replace", "{a: [1, 2]}", "{a: [3]}", { a: [3] }],
    ["a list replaces a scalar", "{a: 1}", "{a: [3]}", { a: [3] }],
    ["!append extends", "{a: [1, 2]}", "{a: !append [3]}", { a: [1, 2, 3] }],
    ["!prepend extends", "{a: [1, 2]}", "{a: !prepend [3]}", { a: [3, 1, 2] }],
    ["!append makes a list of one value", "{a: 1}", "{a: !append [3]}", { a: [1, 3] }],
    ["null removes", "{a: 1, b: 2}", "{a: null}", { b: 2 }],
    ["null removes a map", "{a: {b: 1}, c: 1}", "{a: ~}", { c: 1 }],
    [
      "null narrows limits",
      "{limits: {connections: 1, except: [b]}}",
      "{limits: {except: null}}",
      { limits: { connections: 1 } },
    ],
    ["another type replaces", "{check: {type: http, path: /}}", "{check: {type: tls}}", { check: { type: "tls" } }],
    [
      "the same type merges",
      "{check: {type: http, path: /}}",
      "{check: {type: http, host: a.example}}",
      { check: { type: "http", path: "/", host: "a.example" } },
    ],
    [
      "no type merges",
      "{check: {type: http, path: /}}",
      "{check: {fall: 9}}",
      { check: { type: "http", path: "/", fall: 9 } },
    ],
    [
      "another by replaces",
      "{persistence: {by: cookie, name: A}}",
      "{persistence: {by: source}}",
      { persistence: { by: "source" } },
    ],
    [
      "another type of a named check replaces",
      "{checks: {page: {type: http, path: /}}}",
      "{checks: {page: {type: tls}}}",
      { checks: { page: { type: "tls" } } },
    ],
    [
      "null removes a header from messages, inherited or not",
      "{frontends: {a: {response_headers: {X-A: a, X-B: b}, request_headers: {X-C: null}}}}",
      "{frontends: {a: {response_headers: {X-A: null, Server: null}, request_headers: {X-C: c, X-D: null}}}}",
      {
        frontends: {
          a: {
            response_headers: { "X-A": null, "X-B": "b", Server: null },
            request_headers: { "X-C": "c", "X-D": null },
          },
        },
      },
    ],
    [
      "null removes a whole map of headers that is inherited",
      "{frontends: {a: {port: 80, response_headers: {X-A: null}}}}",
      "{frontends: {a: {response_headers: null}}}",
      { frontends: { a: { port: 80 } } },
    ],
    [
      "headers have any name",
      "{response_headers: {by: a, type: b, x-frame-options: DENY}}",
      "{response_headers: {by: c, type: d}}",
      { response_headers: { by: "c", type: "d", "x-frame-options": "DENY" } },
    ],
    ["vip replaces as a whole", "{vip: {ipv4: a, ipv6: b}}", "{vip: {ipv4: c}}", { vip: { ipv4: "c" } }],
    [
      "names have no special meaning",
      "{a: {constructor: 1, toString: 2}}",
      "{a: {constructor: {b: 1}, valueOf: 3}}",
      { a: { constructor: { b: 1 }, toString: 2, valueOf: 3 } },
    ],
  ])("%s", (_, weaker, stronger, want) => {
    const { value, codes } = merge(weaker, stronger);
    expect(value).toEqual(want);
    expect(codes).toEqual([]);
  });

  test.each([
    ["null over nothing", "{a: 1}", "{b: null}", ["resolve/nothing-to-remove"]],
    [
      "null over no headers, and in a frontend named headers",
      "{frontends: {a: {port: 80}, request_headers: {port: 80}}}",
      "{frontends: {a: {request_headers: null}, request_headers: {tls: null}}}",
      ["resolve/nothing-to-remove", "resolve/nothing-to-remove"],
    ],
    ["null in a new map", "{a: 1}", "{b: {c: null}}", ["resolve/nothing-to-remove"]],
    [
      "null in a map that replaces another",
      "{check: {type: x, c: 1}}",
      "{check: {type: y, c: null}}",
      ["resolve/nothing-to-remove"],
    ],
    ["null on access", "{access: {from: [a]}}", "{access: null}", ["resolve/access-removed"]],
    [
      "null on an entry with access",
      "{routes: {/a: {access: {from: [a]}}}}",
      "{routes: {/a: null}}",
      ["resolve/access-removed"],
    ],
    [
      "null on exceptions of access",
      "{access: {from: [a], except: [b]}}",
      "{access: {except: null}}",
      ["resolve/access-removed"],
    ],
    [
      "null on exceptions of a port",
      "{ports: {p: {port: 1, except: [b]}}}",
      "{ports: {p: {except: null}}}",
      ["resolve/access-removed"],
    ],
    [
      "null on a map with access deep inside",
      "{routes: {/a: {access: {from: [a]}}}}",
      "{routes: null}",
      ["resolve/access-removed"],
    ],
    ["!append on nothing", "{a: 1}", "{b: !append [1]}", ["resolve/nothing-to-extend"]],
  ])("%s is an error", (_, weaker, stronger, want) => {
    expect(merge(weaker, stronger).codes).toEqual(want);
  });

  test("what was removed can be set again, but not removed again", () => {
    const { report, drafts } = keepFindings();
    const removed = mergeLayers(treeOf("{a: {b: 1}}"), treeOf("{a: null}"), "x", report);
    const again = mergeLayers(removed, treeOf("{a: {c: 2}}"), "x", report);
    expect(plain(again)).toEqual({ a: { c: 2 } });
    expect(drafts).toEqual([]);
    mergeLayers(removed, treeOf("{a: null}"), "x", report);
    expect(drafts.map((draft) => draft.code)).toEqual(["resolve/nothing-to-remove"]);
  });

  test("a value remembers what it overrode", () => {
    const { report } = keepFindings();
    const two = mergeLayers(treeOf("{a: {b: 1}}"), treeOf("{a: {b: 2}}"), "x", report);
    const three = mergeLayers(two, treeOf("{a: {b: 3}}"), "x", report);
    const values: unknown[] = [];
    for (let tree = find(three, ["a", "b"]); tree !== undefined; tree = tree.over) values.push(plain(tree));
    expect(values).toEqual([3, 2, 1]);
  });
});

/** Layers of maps, lists and scalars without removals, extensions and discriminators. */
const layers = fc.letrec<{ value: unknown; map: Record<string, unknown> }>((tie) => ({
  map: fc.dictionary(fc.constantFrom("a", "b", "c", "constructor", "via"), tie("value"), { maxKeys: 4 }),
  value: fc.oneof(
    { maxDepth: 3 },
    fc.integer(),
    fc.string(),
    fc.boolean(),
    fc.array(fc.integer(), { maxLength: 3 }),
    tie("map"),
  ),
})).map;

function layer(value: Record<string, unknown>): MapTree {
  return treeOf(JSON.stringify(value));
}

function merged(...values: Record<string, unknown>[]): unknown {
  const [bottom, ...rest] = values.map(layer);
  if (bottom === undefined) throw new Error("nothing to merge");
  const tree = rest.reduce((weaker, stronger) => mergeLayers(weaker, stronger, "x", () => {}), bottom);
  return plain(tree);
}

describe("properties", () => {
  test("an empty layer changes nothing, above or below", () => {
    fc.assert(
      fc.property(layers, (a) => {
        expect(merged(a, {})).toEqual(plain(layer(a)));
        expect(merged({}, a)).toEqual(plain(layer(a)));
      }),
    );
  });

  test("a layer over itself changes nothing", () => {
    fc.assert(
      fc.property(layers, (a) => {
        expect(merged(a, a)).toEqual(plain(layer(a)));
      }),
    );
  });

  test("the strongest layer wins", () => {
    fc.assert(
      fc.property(layers, layers, (a, b) => {
        for (const [path, leaf] of leaves(layer(b))) {
          const { report } = keepFindings();
          const found = find(mergeLayers(layer(a), layer(b), "x", report), path);
          expect(found && plain(found)).toEqual(leaf);
        }
      }),
    );
  });

  test("merging is associative while shapes agree", () => {
    const shape = fc.record(
      { a: fc.integer(), b: fc.record({ c: fc.integer(), d: fc.string() }, { requiredKeys: [] }) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(shape, shape, shape, (a, b, c) => {
        const right = plain(mergeLayers(layer(b), layer(c), "x", () => {})) as Record<string, unknown>;
        expect(merged(merged(a, b) as Record<string, unknown>, c)).toEqual(merged(a, right));
      }),
    );
  });
});

/** Scalars and lists of a tree with their paths. */
function leaves(tree: Tree, path: string[] = []): [string[], unknown][] {
  if (tree.kind !== "map") return [[path, plain(tree)]];
  return Object.entries(tree.entries).flatMap(([key, value]) => leaves(value, [...path, key]));
}
