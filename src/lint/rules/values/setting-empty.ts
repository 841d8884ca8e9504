import type { FindingSubject, Report } from "../../../contract/finding.ts";
import { present } from "../../../contract/present.ts";
import { keySpan, type MapTree, type Tree } from "../../../contract/tree.ts";
import type { Rule } from "../../rule.ts";
import { isChecked } from "../../services/service-state.ts";

/** Maps whose entries matter by their presence alone; empty ones of the last two have findings of their own. */
const NAMED = new Set(["backends", "frontends", "groups", "members"]);
const OTHERS = new Set(["frontends", "members", "tls", "vip"]);

/** What applies if such a map is empty. */
const INSTEAD: Readonly<Record<string, string>> = {
  expect: "any status from 200 to 399 is healthy",
  limits: "nothing is limited",
};

/** An option without a value looks as if something were set. */
export const settingEmpty: Rule = {
  codes: {
    "setting/empty": {
      severity: "warning",
      about:
        "A map of options is empty, such as `limits: {}`, so it has no effect: inherited values or defaults apply. " +
        "Write the options that you want, or remove it.",
    },
  },
  checkService(service, report) {
    if (isChecked(service)) look(service.tree, service.name, { kind: "service", name: service.name }, report);
  },
  checkFleet(fleet, report) {
    look(fleet.tree, "the fleet", undefined, report);
    for (const node of fleet.nodes.values()) look(node.tree, node.name, { kind: "node", name: node.name }, report);
  },
};

function look(tree: MapTree, owner: string, subject: FindingSubject | undefined, report: Report): void {
  const visit = (map: MapTree, path: readonly string[]) => {
    for (const [key, value] of Object.entries(map.entries)) {
      if (value.kind !== "map") continue;
      const inner = [...path, key];
      if (isEmpty(value) && !OTHERS.has(key) && !NAMED.has(path.at(-1) ?? "")) say(value, inner);
      else visit(value, inner);
    }
  };
  const say = (value: Tree, path: readonly string[]) => {
    if (value.source.builtin === true) return;
    const instead = INSTEAD[path.at(-1) ?? ""];
    report({
      code: "setting/empty",
      message: `${path.join(".")} of ${owner} is empty and has no effect${instead === undefined ? "" : `: ${instead}`}`,
      at: keySpan(value),
      help: "write the options that you want, or remove it",
      ...present({ subject }),
    });
  };
  visit(tree, []);
}

/** Removing everything inherited has an effect. */
function isEmpty({ entries }: MapTree): boolean {
  return Object.keys(entries).length === 0;
}
