import { keysMissingFor, keysNotFor } from "../../../checks/vocabulary.ts";
import type { Tree } from "../../../contract/tree.ts";
import type { Rule } from "../../rule.ts";
import { checksOf } from "../../services/checks-of.ts";
import { userPlace } from "../../services/user-place.ts";

/** A check has the keys that its type requires, and none that it ignores. */
export const checkKeys: Rule = {
  codes: {
    "check/key-not-for-type": {
      severity: "error",
      about: "A check has a key that its type does not use, such as a `path` of an ldap check. The key has no effect.",
    },
    "check/missing-key": {
      severity: "error",
      about: "A check lacks a key that its type requires, such as the `query` of a dns check.",
    },
  },
  checkService(service, report) {
    const subject = { kind: "service", name: service.name } as const;
    for (const check of checksOf(service)) {
      const { type } = check.question;
      const written = writtenKeys(check.tree);
      for (const key of keysNotFor(type, written)) {
        report({
          code: "check/key-not-for-type",
          message: `${check.what} has ${key}, which a check of type ${type} does not use`,
          at: userPlace(service, check, ...key.split(".")),
          help: "remove it, or use a type that has this key",
          subject,
        });
      }
      for (const key of keysMissingFor(type, written)) {
        report({
          code: "check/missing-key",
          message: `${check.what} lacks ${key}, which type ${type} requires`,
          at: userPlace(service, check, "type"),
          help: `add \`${key}\``,
          subject,
        });
      }
    }
  },
};

/** Keys of a check; those inside `expect` prefixed with it. */
function writtenKeys(check: Tree): string[] {
  return entriesOf(check).flatMap(([key, value]) =>
    key === "expect" ? entriesOf(value).map(([inner]) => `expect.${inner}`) : [key],
  );
}

function entriesOf(tree: Tree): [string, Tree][] {
  if (tree.kind !== "map") return [];
  return Object.entries(tree.entries).filter(([, value]) => value.kind !== "scalar" || value.value !== null);
}
