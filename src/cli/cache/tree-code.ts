import type { Source } from "../../contract/source.ts";
import { newEntries, type Scalar, type Tree } from "../../contract/tree.ts";

/**
 * A parsed tree as compact JSON: start, end, start and end of the key (-1 if there is none), and the value: a scalar, a
 * list of codes after `append`, `prepend` or nothing, or alternating names and codes.
 */
export type TreeCode =
  | readonly ["s", number, number, number, number, Scalar]
  | readonly ["l", number, number, number, number, "append" | "prepend" | "", readonly TreeCode[]]
  | readonly ["m", number, number, number, number, readonly string[], readonly TreeCode[]];

/** Writes a tree of one file, as the parser made it. */
export function encodeTree(tree: Tree): TreeCode {
  const { start, end } = tree;
  const [keyStart, keyEnd] = tree.key ?? [-1, -1];
  switch (tree.kind) {
    case "scalar":
      return ["s", start, end, keyStart, keyEnd, tree.value];
    case "list":
      return ["l", start, end, keyStart, keyEnd, tree.extend ?? "", tree.items.map(encodeTree)];
    case "map":
      return [
        "m",
        start,
        end,
        keyStart,
        keyEnd,
        Object.keys(tree.entries),
        Object.values(tree.entries).map(encodeTree),
      ];
  }
}

/** Reads a tree back, with its places in the source. The code must come from `encodeTree`. */
export function decodeTree(code: TreeCode, source: Source): Tree {
  const [, start, end, keyStart, keyEnd] = code;
  const place = keyStart === -1 ? { source, start, end } : { source, start, end, key: [keyStart, keyEnd] as const };
  switch (code[0]) {
    case "s":
      return { ...place, kind: "scalar", value: code[5] };
    case "l": {
      const items = code[6].map((item) => decodeTree(item, source));
      return code[5] === "" ? { ...place, kind: "list", items } : { ...place, kind: "list", items, extend: code[5] };
    }
    case "m": {
      const entries = newEntries();
      for (const [index, name] of code[5].entries()) {
        const entry = code[6][index];
        if (entry !== undefined) entries[name] = decodeTree(entry, source);
      }
      return { ...place, kind: "map", entries };
    }
  }
}
