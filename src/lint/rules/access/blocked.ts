import { FAMILIES, type Family, type Fleet, type Vip } from "../../../contract/fleet.ts";
import { keyAt } from "../../../contract/origin.ts";
import { FAMILY_NAMES } from "../../../ip/family.ts";
import { isWorld } from "../../../ip/prefix-lists.ts";
import { familiesOf, listsOfFleet, type NetworkEntry } from "../../networks/network-lists.ts";
import type { Rule } from "../../rule.ts";

/** `blocked` blocks its networks in each family, and does not block everybody. */
export const blocked: Rule = {
  codes: {
    "blocked/everybody": {
      severity: "error",
      about: "`fleet.blocked` has all addresses of a family, so no service answers anyone over it.",
    },
    "blocked/one-family": {
      severity: "warning",
      about:
        "A network in `fleet.blocked` has addresses of one family only, but there are VIPs of the other: over that one " +
        "they still get in. Add their networks of the other family.",
    },
  },
  checkFleet(fleet, report, { vips }) {
    const list = listsOfFleet(fleet).find(({ of }) => of === "blocked");
    if (list === undefined) return;
    const full = FAMILIES.filter((family) => isWorld(family, fleet.blocked[family]));
    if (full.length > 0) {
      report({
        code: "blocked/everybody",
        message: `\`blocked\` has all of ${full.map((family) => FAMILY_NAMES[family]).join(" and ")}, so no service answers anyone over it`,
        at: list.at,
        help: "block only the networks that you mean; to close a family of one service, remove it from the service's `access`",
      });
      return;
    }
    for (const [entry, missing] of oneFamily(fleet, vips, list.entries)) {
      const network = fleet.networks.get(entry.text);
      report({
        code: "blocked/one-family",
        message: `${entry.text} is blocked in one family only: it has no ${FAMILY_NAMES[missing]} network, but VIPs have ${FAMILY_NAMES[missing]} addresses`,
        at: network === undefined ? entry.tree : keyAt(network),
        notes: network === undefined ? [] : [{ message: "blocked here", at: entry.tree }],
        help: `add the ${FAMILY_NAMES[missing]} networks that belong to it`,
      });
    }
  },
};

/** Networks with the family that they lack. Prefixes in place are treated as one, because their owners are unknown. */
function oneFamily(fleet: Fleet, vips: readonly Vip[], entries: readonly NetworkEntry[]): [NetworkEntry, Family][] {
  const used = FAMILIES.filter((family) => vips.some((vip) => vip[family] !== undefined));
  const lacks = (has: readonly Family[]) => used.find((family) => !has.includes(family));
  const named = entries.filter(({ text }) => fleet.networks.has(text));
  const inPlace = entries.filter((entry) => !named.includes(entry));
  const [first] = inPlace;
  const missing = lacks(inPlace.flatMap(({ prefixes }) => familiesOf(prefixes)));
  return [
    ...named.flatMap((entry): [NetworkEntry, Family][] => {
      const family = lacks(familiesOf(entry.prefixes));
      return family === undefined ? [] : [[entry, family]];
    }),
    ...(first === undefined || missing === undefined ? [] : [[first, missing] as [NetworkEntry, Family]]),
  ];
}
